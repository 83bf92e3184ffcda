// Sets of small numbers.

#include <algorithm>

#include "lib/text/classes.h"

namespace iampolicy::text {

void Mask::Resize(std::size_t size) {
  if (size > kInline && size > more_.size()) {
    if (more_.empty()) more_.assign(few_.begin(), few_.end());
    more_.resize(size);
  }
  size_ = size;
}

void Mask::Trim() {
  while (size_ > 0 && data()[size_ - 1] == 0) --size_;
}

void Mask::Set(std::size_t bit) {
  if (bit / 64 >= size_) Resize(bit / 64 + 1);
  data()[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

void Mask::Clear(std::size_t bit) {
  if (bit / 64 >= size_) return;
  data()[bit / 64] &= ~(std::uint64_t{1} << (bit % 64));
  Trim();
}

bool Mask::Has(std::size_t bit) const { return bit / 64 < size_ && (data()[bit / 64] >> (bit % 64) & 1) != 0; }

std::size_t Mask::Count() const {
  std::size_t count = 0;
  for (const std::uint64_t word : words()) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

bool Mask::IsSubsetOf(const Mask& other) const {
  if (size_ > other.size_) return false;
  for (std::size_t i = 0; i < size_; ++i) {
    if ((data()[i] & ~other.data()[i]) != 0) return false;
  }
  return true;
}

bool Mask::Intersects(const Mask& other) const {
  for (std::size_t i = 0; i < std::min(size_, other.size_); ++i) {
    if ((data()[i] & other.data()[i]) != 0) return true;
  }
  return false;
}

Mask& Mask::operator&=(const Mask& other) {
  for (std::size_t i = 0; i < size_; ++i) data()[i] &= i < other.size_ ? other.data()[i] : 0;
  Trim();
  return *this;
}

Mask& Mask::operator|=(const Mask& other) {
  if (other.size_ > size_) Resize(other.size_);
  for (std::size_t i = 0; i < other.size_; ++i) data()[i] |= other.data()[i];
  return *this;
}

Mask& Mask::operator-=(const Mask& other) {
  for (std::size_t i = 0; i < std::min(size_, other.size_); ++i) data()[i] &= ~other.data()[i];
  Trim();
  return *this;
}

bool operator==(const Mask& a, const Mask& b) {
  return std::equal(a.words().begin(), a.words().end(), b.words().begin(), b.words().end());
}

bool operator<(const Mask& a, const Mask& b) {
  return std::lexicographical_compare(a.words().begin(), a.words().end(), b.words().begin(), b.words().end());
}

}  // namespace iampolicy::text
