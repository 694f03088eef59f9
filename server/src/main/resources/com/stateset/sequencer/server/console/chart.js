// Small time series. A picture has its last value and its range as text beside it, so that nothing is said by the picture alone.

import { el, measure, svg } from './dom.js';

const WIDTH = 240;
const HEIGHT = 56;

/** As many values as are drawn over the whole width at least: a line grows from the right, and is squeezed from then on. */
const FEWEST = 15;

/** The last values of something, as many as fit. */
export class Series {
  values = [];

  constructor(most = 120) {
    this.most = most;
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > this.most) {
      this.values.shift();
    }
    return this;
  }

  get last() {
    return this.values.at(-1);
  }
}

/** Turns a counter's readings into rates per second; a counter that falls has begun anew. */
export class Rate {
  #before;

  of(value, now = performance.now()) {
    const before = this.#before;
    this.#before = { value, now };
    return before === undefined || value < before.value ? NaN : ((value - before.value) * 1000) / (now - before.now);
  }
}

/** Draws a line over its area. The newest value is at the right edge. */
export function draw(series, { width = WIDTH, height = HEIGHT } = {}) {
  const most = Math.max(...series.values.filter(Number.isFinite), 0) || 1;
  const step = width / Math.max(FEWEST - 1, series.values.length - 1);
  const points = series.values
    .map((value, i) => [width - (series.values.length - 1 - i) * step, height - 2 - (value / most) * (height - 6)])
    .filter(([, y]) => Number.isFinite(y));
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const area = points.length > 1 && `M${points[0][0].toFixed(1)},${height} L${line.replaceAll(' ', ' L')} L${width},${height} Z`;
  return svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5, class: 'axis' }),
    area && svg('path', { d: area, class: 'area' }),
    points.length > 1 && svg('polyline', { points: line, class: 'line' }));
}

/** A series under its name: the last value, its unit, and the highest that is drawn. */
export function panel(name, unit, series) {
  const known = series.values.filter(Number.isFinite);
  return el('section', { class: 'panel' },
    el('h2', {}, name),
    el('p', { class: 'value' }, measure(series.last), ' ', el('span', { class: 'unit' }, unit)),
    draw(series),
    el('p', { class: 'range' }, known.length === 0 ? 'nothing to show yet' : `at most ${measure(Math.max(...known, 0))} while you watched`));
}
