// Tests the dialects and headers of the first lines of well-known data sets.
import assert from 'node:assert/strict';
import { detectDialect } from '../../../server/core/csv/dialect/dialect';
import { readTable } from '../../../server/core/csv/table/table';

const FILES: Record<string, readonly string[]> = {
  airquality: [
    '"Ozone","Solar.R","Wind","Temp","Month","Day"',
    '41,190,7.4,67,5,1',
    '36,118,8,72,5,2',
    '12,149,12.6,74,5,3',
    '18,313,11.5,62,5,4',
    ',,14.3,56,5,5',
    '28,,14.9,66,5,6',
  ],
  banknote: [
    '"Status","Length","Left","Right","Bottom","Top","Diagonal"',
    '"genuine",214.8,131,131.1,9,9.7,141',
    '"genuine",214.6,129.7,129.7,8.1,9.5,141.7',
    '"genuine",214.8,129.7,129.7,8.7,9.6,142.2',
    '"genuine",214.8,129.7,129.6,7.5,10.4,142',
    '"genuine",215,129.6,129.7,10.4,7.7,141.8',
    '"genuine",215.7,130.8,130.5,9,10.1,141.4',
  ],
  birthwt: [
    '"low","age","lwt","race","smoke","ptl","ht","ui","ftv","bwt"',
    '0,19,182,2,0,0,0,1,0,2523',
    '0,33,155,3,0,0,0,0,3,2551',
    '0,20,105,1,1,0,0,0,1,2557',
    '0,21,108,1,1,0,0,1,2,2594',
    '0,18,107,1,1,0,0,1,0,2600',
    '0,21,124,3,0,0,0,0,0,2622',
  ],
  carcinoma: [
    '"A","B","C","D","E","F","G"',
    '1,1,1,1,1,1,1',
    '1,1,1,1,1,1,1',
    '1,1,1,1,1,1,1',
    '1,1,1,1,1,1,1',
    '1,1,1,1,1,1,1',
    '1,1,1,1,1,1,1',
  ],
  diabetes: [
    '"class","glucose","insulin","sspg"',
    '"Normal",80,356,124',
    '"Normal",97,289,117',
    '"Normal",105,319,143',
    '"Normal",90,356,199',
    '"Normal",90,323,240',
    '"Normal",86,381,157',
  ],
  faithful: ['"eruptions","waiting"', '3.6,79', '1.8,54', '3.333,74', '2.283,62', '4.533,85', '2.883,55'],
  galaxies: ['"galaxies"', '9.172', '9.35', '9.483', '9.558', '9.775', '10.227'],
  house_votes_84: [
    '"Class","V1","V2","V3","V4","V5","V6","V7","V8","V9","V10","V11","V12","V13","V14","V15","V16"',
    '"republican","n","y","n","y","y","y","n","n","n","y",,"y","y","y","n","y"',
    '"republican","n","y","n","y","y","y","n","n","n","n","n","y","y","y","n",',
    '"democrat",,"y","y",,"y","y","n","n","n","n","y","n","y","y","n","n"',
    '"democrat","n","y","y","n",,"y","n","n","n","n","y","n","y","n","n","y"',
    '"democrat","y","y","y","n","y","y","n","n","n","n","y",,"y","y","y","y"',
    '"democrat","n","y","y","n","y","y","n","n","n","n","n","n","y","y","y","y"',
  ],
  iris: [
    '"Sepal.Length","Sepal.Width","Petal.Length","Petal.Width","Species"',
    '5.1,3.5,1.4,0.2,"setosa"',
    '4.9,3,1.4,0.2,"setosa"',
    '4.7,3.2,1.3,0.2,"setosa"',
    '4.6,3.1,1.5,0.2,"setosa"',
    '5,3.6,1.4,0.2,"setosa"',
    '5.4,3.9,1.7,0.4,"setosa"',
  ],
  penguins: [
    '"species","island","bill_length_mm","bill_depth_mm","flipper_length_mm","body_mass_g","sex","year"',
    '"Adelie","Torgersen",39.1,18.7,181,3750,"male",2007',
    '"Adelie","Torgersen",39.5,17.4,186,3800,"female",2007',
    '"Adelie","Torgersen",40.3,18,195,3250,"female",2007',
    '"Adelie","Torgersen",,,,,,2007',
    '"Adelie","Torgersen",36.7,19.3,193,3450,"female",2007',
    '"Adelie","Torgersen",39.3,20.6,190,3650,"male",2007',
  ],
  plant_traits: [
    '"pdias","longindex","durflow","height","begflow","mycor","vegaer","vegsout","autopoll","insects","wind","lign","piq","ros","semiros","leafy","suman","winan","monocarp","polycarp","seasaes","seashiv","seasver","everalw","everparti","elaio","endozoo","epizoo","aquat","windgl","unsp"',
    '96.84,0,2,"7","5","2","0","0","0","4","0","1","0","0","0","1","0","0","0","1","1","0","0","0","0","0","0","0","0","1","0"',
    '110.72,0,3,"8","4","2","0","0","0","4","0","1","0","0","0","1","0","0","0","1","1","0","0","0","0","0","0","0","0","1","0"',
    '0.06,0.666666667,3,"2","6","2","0","1","0","0","4","0","0","0","0","1","0","0","0","1","0","0","0","1","0","0","0","0","0","0","1"',
    '0.08,0.488888889,2,"2","7","1","2","0","0","0","4","0","0","0","0","1","0","0","0","1","0","0","0","1","0","0","0","0","0","0","1"',
  ],
  shuttle: [
    '"V1","V2","V3","V4","V5","V6","V7","V8","V9","Class"',
    '50,21,77,0,28,0,27,48,22,"Fpv.Close"',
    '55,0,92,0,0,26,36,92,56,"High"',
    '53,0,82,0,52,-5,29,30,2,"Rad.Flow"',
    '37,0,76,0,28,18,40,48,8,"Rad.Flow"',
    '37,0,79,0,34,-26,43,46,2,"Rad.Flow"',
    '85,0,88,-4,6,1,3,83,80,"Bypass"',
  ],
  survey: [
    '"Sex","Wr.Hnd","NW.Hnd","W.Hnd","Fold","Pulse","Clap","Exer","Smoke","Height","M.I","Age"',
    '"Female",18.5,18,"Right","R on L",92,"Left","Some","Never",173,"Metric",18.25',
    '"Male",19.5,20.5,"Left","R on L",104,"Left","None","Regul",177.8,"Imperial",17.583',
    '"Male",18,13.3,"Right","L on R",87,"Neither","None","Occas",,,16.917',
    '"Male",18.8,18.9,"Right","R on L",,"Neither","None","Never",160,"Metric",20.333',
    '"Male",20,20,"Right","Neither",35,"Right","Some","Never",165,"Metric",23.667',
    '"Female",18,17.7,"Right","L on R",64,"Right","Some","Never",172.72,"Imperial",21',
  ],
  values: ['"A","B","C","D"', '2,2,2,2', '2,2,2,2', '2,2,2,2', '2,2,2,2', '2,2,2,2', '2,2,2,2'],
  whiskey: [
    '"Singleton","Knockando","White Horse","Scoresby ' +
      'Rare","Ushers","Macallan","Grant\'s","Passport","Black & White","Clan ' +
      'MacGregor","Ballantine","Pinch (Haig)","Other brands","Cutty ' +
      'Sark","Glenfiddich","Glenlivet","J&B","Dewar\'s White Label","Johnnie Walker Black Label","Johnnie ' +
      'Walker Red Label","Chivas Regal"',
    '1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0',
    '0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0',
    '0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0',
    '0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0',
  ],
  wine: [
    'alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,total_phenols,flavanoids,nonflavanoid_phenols,proanthocyanins,color_intensity,hue,od280/od315_of_diluted_wines,proline,target',
    '14.23,1.71,2.43,15.6,127.0,2.8,3.06,0.28,2.29,5.64,1.04,3.92,1065.0,0',
    '13.2,1.78,2.14,11.2,100.0,2.65,2.76,0.26,1.28,4.38,1.05,3.4,1050.0,0',
    '13.16,2.36,2.67,18.6,101.0,2.8,3.24,0.3,2.81,5.68,1.03,3.17,1185.0,0',
    '14.37,1.95,2.5,16.8,113.0,3.85,3.49,0.24,2.18,7.8,0.86,3.45,1480.0,0',
    '13.24,2.59,2.87,21.0,118.0,2.8,2.69,0.39,1.82,4.32,1.04,2.93,735.0,0',
    '14.2,1.76,2.45,15.2,112.0,3.27,3.39,0.34,1.97,6.75,1.05,2.85,1450.0,0',
  ],
  zoo: [
    '"animal","hair","feathers","eggs","milk","airborne","aquatic","predator","toothed","backbone","breathes","venomous","fins","legs","tail","domestic","catsize","type"',
    '"aardvark",TRUE,FALSE,FALSE,TRUE,FALSE,FALSE,TRUE,TRUE,TRUE,TRUE,FALSE,FALSE,4,FALSE,FALSE,TRUE,"mammal"',
    '"antelope",TRUE,FALSE,FALSE,TRUE,FALSE,FALSE,FALSE,TRUE,TRUE,TRUE,FALSE,FALSE,4,TRUE,FALSE,TRUE,"mammal"',
    '"bass",FALSE,FALSE,TRUE,FALSE,FALSE,TRUE,TRUE,TRUE,TRUE,FALSE,FALSE,TRUE,0,TRUE,FALSE,FALSE,"fish"',
    '"bear",TRUE,FALSE,FALSE,TRUE,FALSE,FALSE,TRUE,TRUE,TRUE,TRUE,FALSE,FALSE,4,FALSE,FALSE,TRUE,"mammal"',
    '"boar",TRUE,FALSE,FALSE,TRUE,FALSE,FALSE,TRUE,TRUE,TRUE,TRUE,FALSE,FALSE,4,TRUE,FALSE,TRUE,"mammal"',
    '"buffalo",TRUE,FALSE,FALSE,TRUE,FALSE,FALSE,FALSE,TRUE,TRUE,TRUE,FALSE,FALSE,4,TRUE,FALSE,TRUE,"mammal"',
  ],
};

/** Column names of a header line; none of them contains a comma. */
function names(line: string): string[] {
  return line.split(',').map((name) => name.replaceAll('"', ''));
}

describe('well-known data sets', () => {
  for (const [name, lines] of Object.entries(FILES)) {
    it(`The dialect of ${name} is detected`, () => {
      const dialect = detectDialect(lines.join('\n'));

      assert.deepEqual([dialect.delimiter, dialect.decimal, dialect.hasHeader], [',', '.', true]);
    });

    it(`The columns and rows of ${name} are read`, () => {
      const table = readTable(lines.join('\r\n'));

      assert.deepEqual(table.columns, names(lines[0]));
      assert.equal(table.rowCount, lines.length - 1);
      assert.deepEqual(table.problems, []);
    });

    it(`The rows of ${name} alone have no header`, () => {
      assert.equal(detectDialect(lines.slice(1).join('\n')).hasHeader, false);
    });

    if (lines[0].includes(',')) {
      it(`The dialect of ${name} with semicolons and decimal commas is detected`, () => {
        const european = detectDialect(
          lines.map((line) => line.replaceAll(',', ';').replaceAll(/(\d)\.(\d)/g, '$1,$2')).join('\n'),
        );
        const decimal = lines.some((line) => /\d\.\d/.test(line)) ? ',' : '.';

        assert.deepEqual([european.delimiter, european.decimal, european.hasHeader], [';', decimal, true]);
      });

      it(`The dialect of ${name} with tabs is detected`, () => {
        const tabs = detectDialect(lines.map((line) => line.replaceAll(',', '\t')).join('\n'));

        assert.deepEqual([tabs.delimiter, tabs.decimal, tabs.hasHeader], ['\t', '.', true]);
      });
    }
  }
});
