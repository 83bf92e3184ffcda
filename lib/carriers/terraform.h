#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_H_

// Terraform and OpenTofu source: the policies that the resources of a module carry, worked out as far as the files
// tell.

#include <span>
#include <string_view>

#include "lib/carriers/carrier.h"

namespace iampolicy::carriers {

/// Whether a file of this name is read by ExtractTerraform(): .tf, .tofu, .tf.json, .tofu.json.
bool IsTerraformName(std::string_view name);

/// The files of one directory are one module (those of several, several modules). Local modules that it calls are
/// followed through `read_file`, which is asked for their files by name; asked for a name that ends in a slash, it may
/// tell the names of the files there, one a line. A policy of a called module is reported only where it differs from
/// what the module is by itself, as its own directory is a unit, too. Time and memory are bounded whatever the files
/// ask for; where a bound was met, the run is incomplete.
Extraction ExtractTerraform(text::Sources& sources, std::span<const Source> files, const Options& options,
                            const ReadFile& read_file);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_H_
