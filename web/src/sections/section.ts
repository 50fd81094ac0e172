// SPDX-License-Identifier: Apache-2.0
//
// A part of the report under a heading of its own.
import type {Report} from "../data";

export interface Section {
  id: string;     // anchor in the page
  title: string;  // a question that the reader has
  // Its content; empty where the report has nothing to say about it.
  content: (report: Report) => HTMLElement[];
}
