// SPDX-License-Identifier: Apache-2.0
//
// The logistic family on a single lane: the same polynomials and bits as the vector kernels.
#include <odds/kernels.hpp>

#include "kernels/logistic.hpp"

// Only the baseline target is compiled here; `One` is the same on all of them.
#include <hwy/highway.h>

#include "kernels/lanes-inl.h"
#include "kernels/logistic-inl.h"

namespace odds::kernels {

namespace lanes = HWY_NAMESPACE;

double sigma(double z) { return lanes::sigma_lanes(lanes::One{z}).v; }
double log_sigma(double z) { return lanes::log_sigma_lanes(lanes::One{z}).v; }
double softplus(double z) { return lanes::softplus_lanes(lanes::One{z}).v; }
double sigma_derivative(double z) { return lanes::sigma_derivative_lanes(lanes::One{z}).v; }

}  // namespace odds::kernels

namespace odds {

double sigma(double z) { return kernels::sigma(z); }
double log_sigma(double z) { return kernels::log_sigma(z); }
double softplus(double z) { return kernels::softplus(z); }
double sigma_derivative(double z) { return kernels::sigma_derivative(z); }

}  // namespace odds
