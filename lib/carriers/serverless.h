#ifndef IAMPOLICY_LIB_CARRIERS_SERVERLESS_H_
#define IAMPOLICY_LIB_CARRIERS_SERVERLESS_H_

#include "lib/carriers/template.h"

namespace iampolicy::carriers {

/// Whether an object is a configuration of the Serverless framework for AWS.
bool IsServerless(const View& view, syntax::NodeId top);

/// Its statements, and the CloudFormation resources it brings along. Variables (`${self:a.b}`) are resolved as far as
/// the file tells; the environment, other files and AWS are never asked.
void ReadServerless(Host& host, const View& view, syntax::NodeId top);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_SERVERLESS_H_
