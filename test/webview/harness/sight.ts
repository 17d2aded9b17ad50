/** How far apart two colours look: OKLab distance, for each kind of sight (Machado, Oliveira, Fernandes 2009, full severity). */
export type Linear = readonly [red: number, green: number, blue: number];

type Matrix = readonly [Linear, Linear, Linear];

const PROTAN: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const DEUTAN: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const TRITAN: Matrix = [
  [1.255528, -0.076749, -0.178779],
  [-0.078411, 0.930809, 0.147602],
  [0.004733, 0.691367, 0.3039],
];

/** What each kind of sight makes of a colour. */
export const SIGHTS: Readonly<Record<string, (colour: Linear) => Linear>> = {
  normal: colour => colour,
  protan: colour => times(PROTAN, colour),
  deutan: colour => times(DEUTAN, colour),
  tritan: colour => times(TRITAN, colour),
};

/** `#rrggbb` → linear light, 0 to 1. */
export function linear(hex: string): Linear {
  const [r, g, b] = [1, 3, 5].map(at => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return [r ?? Number.NaN, g ?? Number.NaN, b ?? Number.NaN];
}

/** WCAG contrast, 1 to 21. */
export function contrast(a: Linear, b: Linear): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

/** OKLab distance: 0.02 is just to be seen. */
export function distance(a: Linear, b: Linear): number {
  const [x, y] = [oklab(a), oklab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function luminance([r, g, b]: Linear): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function oklab([r, g, b]: Linear): Linear {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function times(matrix: Matrix, [r, g, b]: Linear): Linear {
  const [x, y, z] = matrix.map(([m, n, o]) => Math.min(1, Math.max(0, m * r + n * g + o * b)));
  return [x ?? 0, y ?? 0, z ?? 0];
}
