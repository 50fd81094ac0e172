// SPDX-License-Identifier: Apache-2.0
//
// Table -> design -> path.
#include <odds/selection.hpp>

#include "model/data_faults.hpp"
#include "model/fit_parts.hpp"
#include "model/fit_sparse.hpp"
#include "selection/engine.hpp"
#include "selection/path_parts.hpp"

namespace odds {

Path fit_path(const Table& table, const FitOptions& options, const PathOptions& path,
              const RunOptions& run) {
  selection::check_path_options(options, path);
  if (const std::optional<Table> written = model::written_out(table, options, run)) {
    return fit_path(*written, options, path, run);
  }
  const FitOptions wanted = selection::penalised(options, path);
  std::vector<Note> notes;
  const design::Design design = selection::make_design(table, wanted, run, notes);
  selection::Paths found = selection::minimise_paths(design, wanted, path, {}, run, {});
  selection::require_points(found);
  return selection::make_path(table, design, wanted, path, std::move(found), std::move(notes), run);
}

Path fit_path(const std::string& data, const ReadOptions& read, const FitOptions& options,
              const PathOptions& path, const RunOptions& run, ReadResult& input) {
  selection::check_path_options(options, path);
  FitOptions wanted = options;
  input = model::read_wanted(data, read, {}, run, wanted);
  try {
    Path result = fit_path(input.table, wanted, path, run);
    model::set_source(data, input, result.frame);
    return result;
  } catch (const Error& error) {
    model::rethrow_with_file(error, data, input);
  }
}

}  // namespace odds
