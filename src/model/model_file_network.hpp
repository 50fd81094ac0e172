// SPDX-License-Identifier: Apache-2.0
//
// The fields of a network and its training in the model file; see model_file_fields.hpp.
#pragma once

#include <array>
#include <string_view>

#include <odds/network.hpp>

namespace odds::model_file {

inline constexpr std::array<std::string_view, 3> activation_names = {"logistic", "tanh", "relu"};

// The same struct, constant where the archive only looks.
template <class Archive, class Struct>
using Field = typename Archive::template Argument<Struct>;

template <class Archive>
void list_fields(Archive& archive, Field<Archive, NetworkLayer>& layer) {
  archive("biases", layer.biases);
  archive("weights", layer.weights);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, Network>& network) {
  archive.choice("activation", network.activation, activation_names);
  archive("scales", network.scales);
  archive("layers", network.layers);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, TrainingEpoch>& at) {
  archive("epoch", at.epoch);
  archive("training", at.training);
  archive("validation", at.validation);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, TrainingStart>& start) {
  archive("kind", start.kind);
  archive("epochs", start.epochs);
  archive("stop_reason", start.stop_reason);
  archive("best", start.best);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, IdleUnits>& idle) {
  archive("saturated", idle.saturated);
  archive("dead", idle.dead);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, GradientCheck>& check) {
  archive("max_relative_difference", check.max_relative_difference);
  archive("passed", check.passed);
  archive("rows", check.rows);
}

template <class Archive>
void list_fields(Archive& archive, Field<Archive, Training>& training) {
  archive("starts", training.starts);
  archive("chosen", training.chosen);
  archive("history", training.history);
  archive("batch", training.batch);
  archive("step", training.step);
  archive("momentum", training.momentum);
  archive("schedule", training.schedule);
  archive("seed", training.seed);
  archive("training_rows", training.training_rows);
  archive("validation_rows", training.validation_rows);
  archive("training_loss", training.training_loss);
  archive("validation_loss", training.validation_loss);
  archive("single_unit_loss", training.single_unit_loss);
  archive("single_unit_validation_loss", training.single_unit_validation_loss);
  archive("training_accuracy", training.training_accuracy);
  archive("idle", training.idle);
}

}  // namespace odds::model_file
