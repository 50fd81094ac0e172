// SPDX-License-Identifier: Apache-2.0
//
// The inner columns of a sparse design as the matrix that SparseFeatures reads.
#pragma once

#include "design/sparse_design.hpp"
#include "objective/sparse_features.hpp"

namespace odds::objective {

// The design must outlive the matrix. Dense columns and levels are written out: they are few.
SparseMatrix sparse_matrix(const design::SparseDesign& design, unsigned workers);

}  // namespace odds::objective
