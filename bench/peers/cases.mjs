// What is fitted: data sets of test/reference/data, columns with their families, numbers of components.
// `needs`: the kind of column that a build must know. `complete`: rows with missing cells are left out, for programs
// that take none.

const names = (list) => list.split(' ');
const all = (kind, list) => Object.fromEntries(names(list).map((name) => [name, kind]));
const normal = (list) => all('normal', list);
/** Two levels make a Bernoulli column, more a categorical one: decided when the data are read. */
const levels = (list) => all('levels', list);
const every =
  (kind, ...but) =>
  (header) =>
    Object.fromEntries(header.filter((name) => !but.includes(name)).map((name) => [name, kind]));

const penguins = { ...normal('bill_length_mm bill_depth_mm flipper_length_mm body_mass_g'), ...levels('island sex') };
const survey = { ...normal('Wr.Hnd NW.Hnd Pulse Height Age'), ...levels('Sex W.Hnd Fold Clap Exer Smoke M.I') };

export const sections = [
  {
    name: 'normal',
    title: 'Normal columns',
    programs: ['mclust', 'flexmix', 'sklearn'],
    cases: [
      { file: 'banknote', columns: normal('Length Left Right Bottom Top Diagonal'), k: [2, 3, 4] },
      { file: 'diabetes', columns: normal('glucose insulin sspg'), k: [2, 3] },
      { file: 'faithful', columns: normal('eruptions waiting'), k: [2, 3, 4] },
      { file: 'galaxies', columns: normal('galaxies'), k: [2, 3] },
      { file: 'iris', columns: normal('Sepal.Length Sepal.Width Petal.Length Petal.Width'), k: [2, 3] },
      { file: 'wine', columns: every('normal', 'target'), k: [2, 3] },
    ],
  },
  {
    name: 'levels',
    title: 'Levels',
    programs: ['poLCA', 'flexmix', 'stepmix', 'VarSelLCM'],
    cases: [
      { file: 'carcinoma', columns: every('levels'), k: [2, 3, 4] },
      { file: 'house_votes_84', columns: every('levels', 'Class'), k: [2, 3, 4] },
      { file: 'values', columns: every('levels'), k: [2, 3] },
      { file: 'whiskey', columns: every('levels'), k: [2, 3] },
      { file: 'zoo', columns: every('levels', 'animal', 'type'), k: [3, 5] },
    ],
  },
  {
    name: 'mixed',
    title: 'Mixed columns, missing cells',
    programs: ['flexmix', 'stepmix', 'VarSelLCM'],
    cases: [
      { file: 'airquality', columns: normal('Ozone Solar.R Wind Temp'), k: [2, 3] },
      { file: 'birthwt', columns: { ...normal('age lwt bwt'), ...levels('race smoke ht ui low') }, k: [2, 3] },
      { file: 'penguins', columns: penguins, k: [2, 3, 4, 5] },
      { file: 'penguins', columns: penguins, complete: true, k: [2, 3, 4, 5] },
      { file: 'survey', columns: survey, complete: true, k: [2, 3] },
    ],
  },
  {
    name: 'poisson',
    title: 'Poisson columns',
    programs: ['flexmix', 'VarSelLCM'],
    needs: 'poisson',
    cases: [
      { file: 'birthwt', columns: all('poisson', 'age lwt ptl ftv'), k: [2, 3, 4] },
      { file: 'diabetes', columns: all('poisson', 'glucose insulin sspg'), k: [2, 3] },
      { file: 'penguins', columns: { ...all('poisson', 'flipper_length_mm'), ...levels('island sex') }, k: [2, 3] },
    ],
  },
  {
    name: 'lognormal',
    title: 'Log-normal columns',
    programs: ['mclust', 'sklearn'],
    needs: 'lognormal',
    cases: [
      { file: 'diabetes', columns: all('lognormal', 'glucose insulin sspg'), k: [2, 3] },
      { file: 'galaxies', columns: all('lognormal', 'galaxies'), k: [2, 3] },
      { file: 'wine', columns: every('lognormal', 'target'), k: [2, 3] },
    ],
  },
  {
    name: 'spikes',
    title: 'Where the likelihood has no maximum',
    programs: ['mclust', 'flexmix', 'sklearn'],
    cases: [
      { file: 'diabetes', columns: normal('glucose insulin sspg'), k: [4] },
      { file: 'galaxies', columns: normal('galaxies'), k: [4, 5, 6] },
      { file: 'iris', columns: normal('Sepal.Length Sepal.Width Petal.Length Petal.Width'), k: [4] },
    ],
  },
];
