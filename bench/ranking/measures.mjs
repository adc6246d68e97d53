// How well a ranking puts labelled rows first: both measures depend on the order of the scores alone, and treat ties as
// one step.

/**
 * @param scores a number for each row, greater where a row is stranger
 * @param labels 1 for an anomaly, else 0
 * @returns {{ auroc: number, precision: number }} area under the ROC curve, average precision
 */
export function measures(scores, labels) {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const anomalies = labels.reduce((sum, label) => sum + label, 0);
  let [found, area, precision] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    const to = endOfTie(order, scores, from);
    const hits = order.slice(from, to).reduce((sum, i) => sum + labels[i], 0);
    const others = to - from - hits;
    area += others * (found + hits / 2);
    found += hits;
    precision += (hits * found) / to;
    from = to;
  }
  return { auroc: area / (anomalies * (labels.length - anomalies)), precision: precision / anomalies };
}

function endOfTie(order, scores, from) {
  let to = from + 1;
  while (to < order.length && scores[order[to]] === scores[order[from]]) to += 1;
  return to;
}
