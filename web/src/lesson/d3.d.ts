// SPDX-License-Identifier: Apache-2.0
//
// What the lesson uses of d3-contour, which brings no types.
declare module "d3-contour" {
  interface MultiPolygon { value: number; coordinates: number[][][][] }
  interface Contours {
    size(size: [number, number]): Contours;
    thresholds(values: number[]): Contours;
    (values: number[]): MultiPolygon[];
  }
  export function contours(): Contours;
}
