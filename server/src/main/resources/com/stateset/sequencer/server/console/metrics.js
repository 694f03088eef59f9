// The server's meters, in Prometheus's text form.

import { getText } from './api.js';

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export async function readMetrics(options) {
  return new Metrics(await getText('metrics', options));
}

class Metrics {
  #samples = new Map();

  constructor(text) {
    for (const line of text.split('\n')) {
      const parts = LINE.exec(line);
      if (parts) {
        const labels = Object.fromEntries([...(parts[2] ?? '').matchAll(LABEL)].map(([, name, value]) => [name, value]));
        this.#samples.set(parts[1], [...this.all(parts[1]), { labels, value: Number(parts[3]) }]);
      }
    }
  }

  /** The samples of a meter, with their labels. */
  all(name) {
    return this.#samples.get(name) ?? [];
  }

  /** The sum of a meter's samples whose labels are so; NaN if there are none. */
  sum(name, labels = {}) {
    const found = this.all(name).filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value));
    return found.length === 0 ? NaN : found.reduce((sum, sample) => sum + sample.value, 0);
  }

  most(name) {
    return Math.max(...this.all(name).map((sample) => sample.value));
  }
}
