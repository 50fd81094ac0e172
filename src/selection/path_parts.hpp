// SPDX-License-Identifier: Apache-2.0
//
// What a path and cross-validation share around the engine: the options in their ranges, the
// design, the result in the words of the table.
#pragma once

#include <vector>

#include <odds/selection.hpp>

#include "design/design.hpp"
#include "selection/engine.hpp"

namespace odds::selection {

// Throws Error{usage}: path.mix, path.points, path.min_ratio, path.lambdas, path.tolerance,
// path.method, and what fit() refuses.
void check_path_options(const FitOptions& options, const PathOptions& path);

// The options with a penalty in them, by which the design and the fit's checks go: as the first
// point of the path has it.
FitOptions penalised(const FitOptions& options, const PathOptions& path);

// A design without constant columns, which are noted. Throws Error{refused}: path.sparse,
// fit.several_classes, and what the design refuses.
design::Design make_design(const Table& table, const FitOptions& options, const RunOptions& run,
                           std::vector<Note>& notes);

// Throws Error{interrupted, "path.interrupted"} where there is nothing to show.
void require_points(const Paths& found);

// The path of `found` with its frame. `notes` are those of the design.
Path make_path(const Table& table, const design::Design& design, const FitOptions& options,
               const PathOptions& path, Paths found, std::vector<Note> notes,
               const RunOptions& run);

}  // namespace odds::selection
