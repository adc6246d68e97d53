/** A large table: three kinds of machine runs in numbers and categories, a few cells of them wrong. */

const sites = ['Aachen', 'Bremen', 'Celle', 'Dresden'];
/** Temperature, humidity, pressure, current, voltage, speed. */
const runs = [
  [20, 45, 1013, 1.2, 230, 900],
  [65, 20, 1009, 4.5, 228, 2400],
  [5, 80, 1020, 0.3, 231, 150],
] as const;
const CUMULATIVE_SHARES = [0.55, 0.85, 1];

export const SENSOR_COLUMNS = 'sensor,site,status,temperature,humidity,pressure,current,voltage,speed,operator';

/** Returns the data rows, from 0, whose speed, temperature and humidity are wrong. */
export const wrongRows = (rows: number): readonly [speed: number, temperature: number, humidity: number] => [
  8,
  Math.floor(rows / 2),
  rows - 100,
];

/** Returns the table as CSV, with about 75 bytes per row. */
export function sensors(rows: number, seed = 12345): string {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const [speedRow, temperatureRow, humidityRow] = wrongRows(rows);
  const pieces = [SENSOR_COLUMNS];
  for (let row = 0; row < rows; row++) {
    const share = uniform();
    const run = CUMULATIVE_SHARES.findIndex((each) => share < each);
    const [temperature, humidity, pressure, current, voltage, speed] = runs[run];
    const site = sites[Math.floor(2 * uniform()) + (run === 1 ? 2 : run === 2 ? 1 : 0)];
    const status = uniform() < 0.02 ? 'error' : run === 2 ? 'idle' : 'running';
    const cells = [
      `S-${100 + Math.floor(900 * uniform())}`,
      site,
      status,
      row === temperatureRow ? '650.000' : (temperature + 3 * normal()).toFixed(3),
      row === humidityRow ? '9999.000' : (humidity + 5 * normal()).toFixed(3),
      (pressure + 4 * normal()).toFixed(3),
      (current * Math.exp(0.1 * normal())).toFixed(5),
      (voltage + normal()).toFixed(3),
      row === speedRow ? '-5000.000' : (speed * Math.exp(0.15 * normal())).toFixed(3),
      `${['Ann', 'Ben', 'Cleo'][Math.floor(3 * uniform())]}-${Math.floor(100 * uniform())}`,
    ];
    pieces.push(cells.join(','));
  }
  return `${pieces.join('\n')}\n`;
}
