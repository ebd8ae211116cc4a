// The computation, and how numbers are read and written: as in the film.

const PLACES = 10; // beyond these, a product of two decimals shows float64's error and nothing else

const tidy = (value) => Number(value.toFixed(PLACES)) || 0;

/** One matrix product by hand: `products[i][j] = x[i] * w[i][j]`, and the sum of each of their columns. */
export function project(x, w) {
  const products = x.map((value, row) => w[row].map((weight) => tidy(value * weight)));
  const sums = w[0].map((_, column) => tidy(products.reduce((sum, line) => sum + line[column], 0)));
  return { products, sums };
}

/** How many decimals a number has, at most PLACES. */
export function decimalsOf(value) {
  return value.toFixed(PLACES).replace(/0+$/, "").split(".")[1].length;
}

/** A number with so many decimals and a real minus sign; ties go to the even digit. */
export function written(value, places) {
  const [whole, rest] = Math.abs(value).toFixed(PLACES).split(".");
  const unit = 10n ** BigInt(PLACES - places);
  const digits = BigInt(whole + rest);
  let kept = digits / unit;
  const twice = 2n * (digits % unit);
  if (twice > unit || (twice === unit && kept % 2n === 1n)) kept += 1n;
  const text = String(kept).padStart(places + 1, "0");
  const at = text.length - places;
  const sign = value < 0 && kept > 0n ? "−" : "";
  return `${sign}${text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, ",")}${places ? `.${text.slice(at)}` : ""}`;
}

/** The number that somebody typed, with whichever minus sign and decimal sign; null if it is none. */
export function read(text) {
  const plain = text.trim().replace(/^[−–]/, "-").replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const value = Number(plain);
  return Math.abs(value) <= 1000 ? tidy(value) : null;
}
