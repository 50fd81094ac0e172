// SPDX-License-Identifier: Apache-2.0
//
// Sums over blocks of rows in the aligned binary tree.
//
//   node (0, k) = leaf k;   node (j, k) = node (j-1, 2k) + node (j-1, 2k+1)
//
// A node without a right child is its left child. The tree depends on the number of leaves alone,
// so a sum has the same bits for any number of threads. A leaf is 2^m consecutive blocks that one
// worker adds up in order; m depends on the size of the state and the number of blocks alone.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "parallel/team.hpp"

namespace odds::parallel {

// log2 of the blocks in a leaf: one block, until merging a state would cost more than a small
// share of the work on a block. `state_bytes` is the size of one partial sum.
inline unsigned leaf_exponent(std::uint64_t blocks, std::size_t state_bytes) {
  constexpr std::size_t small_state = std::size_t{64} << 10U;  // merged at the cost of ~10 rows
  constexpr std::size_t large_state = std::size_t{1} << 20U;   // merged at the cost of a block
  // Enough to occupy the threads of any machine; less where merging would take as long as summing.
  const std::uint64_t fewest_leaves = state_bytes < large_state ? 64 : 16;
  unsigned exponent = 0;
  while ((small_state << exponent) < state_bytes && (blocks >> (exponent + 1)) >= fewest_leaves) {
    ++exponent;
  }
  return exponent;
}

// Finished nodes that wait for their sibling.
template <class State>
class TreeMerger {
 public:
  explicit TreeMerger(std::uint64_t leaves) : leaves_(leaves) {}

  // Hands in leaf `index`. `merge(left, right)` adds right to left. The calling worker carries a
  // node upwards as long as its sibling is done; otherwise it leaves the node for the sibling.
  template <class Merge>
  void add(std::uint64_t index, std::unique_ptr<State> state, Merge&& merge) {
    std::uint64_t count = leaves_;  // nodes of the current level
    for (unsigned level = 0; count > 1; ++level, index /= 2, count = (count + 1) / 2) {
      const std::uint64_t sibling = index ^ 1U;
      if (sibling >= count) continue;  // no right child: the node is its own parent
      std::unique_ptr<State> other = exchange({level, index / 2}, state);
      if (!other) return;
      if (sibling < index) std::swap(state, other);
      merge(*state, std::as_const(*other));
      recycle(std::move(other));
    }
    root_ = std::move(state);
  }

  std::unique_ptr<State> take_root() { return std::move(root_); }

  // A state that is no longer needed, or null.
  std::unique_ptr<State> reuse() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return nullptr;
    std::unique_ptr<State> state = std::move(spare_.back());
    spare_.pop_back();
    return state;
  }

 private:
  using Parent = std::pair<unsigned, std::uint64_t>;

  // The sibling's state if it is there; otherwise leaves `state` behind and returns null.
  std::unique_ptr<State> exchange(Parent parent, std::unique_ptr<State>& state) {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(parent);
    if (found == waiting_.end()) {
      waiting_.emplace(parent, std::move(state));
      return nullptr;
    }
    std::unique_ptr<State> other = std::move(found->second);
    waiting_.erase(found);
    return other;
  }

  void recycle(std::unique_ptr<State> state) {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(state));
  }

  std::uint64_t leaves_;
  std::mutex mutex_;
  std::map<Parent, std::unique_ptr<State>> waiting_;
  std::vector<std::unique_ptr<State>> spare_;
  std::unique_ptr<State> root_;
};

// The sum over blocks 0 ... blocks - 1, starting each leaf from a copy of `zero`.
//   accumulate(block, state, worker)  adds one block to a leaf's state
//   merge(left, right)                adds right to left
// `state_bytes` is the size of a state with what it owns.
template <class State, class Accumulate, class Merge>
State sum_blocks(std::uint64_t blocks, unsigned workers, const State& zero, std::size_t state_bytes,
                 Accumulate&& accumulate, Merge&& merge) {
  if (blocks == 0) return zero;
  const unsigned exponent = leaf_exponent(blocks, state_bytes);
  const std::uint64_t leaf_blocks = std::uint64_t{1} << exponent;
  const std::uint64_t leaves = (blocks + leaf_blocks - 1) / leaf_blocks;
  TreeMerger<State> merger(leaves);
  for_blocks(leaves, workers, [&](std::uint64_t leaf, unsigned worker) {
    std::unique_ptr<State> state = merger.reuse();
    if (state) {
      *state = zero;
    } else {
      state = std::make_unique<State>(zero);
    }
    const std::uint64_t end = std::min(blocks, (leaf + 1) * leaf_blocks);
    for (std::uint64_t block = leaf * leaf_blocks; block < end; ++block) {
      accumulate(block, *state, worker);
    }
    merger.add(leaf, std::move(state), merge);
  });
  return std::move(*merger.take_root());
}

// The same for small states: one block a leaf, and an accumulate(block, state) that needs no
// worker.
template <class State, class Accumulate, class Merge>
State sum_blocks(std::uint64_t blocks, unsigned workers, const State& zero, Accumulate&& accumulate,
                 Merge&& merge) {
  return sum_blocks(
      blocks, workers, zero, sizeof(State),
      [&](std::uint64_t block, State& state, unsigned) { accumulate(block, state); },
      std::forward<Merge>(merge));
}

}  // namespace odds::parallel
