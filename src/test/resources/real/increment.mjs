// Counts in an entry through the product's own locked update: increment.mjs PACKAGE_DIRECTORY INDEX KEY FIELD COUNT.
// Prints, as JSON, how many increments were acknowledged, whether one was lost, and the longest of them.
import { existsSync } from 'node:fs';
import { product } from './product.mjs';

const [directory, index, key, field, count] =
  [process.argv[2], process.argv[3], process.argv[4], process.argv[5], Number(process.argv[6])];
const stop = process.argv[7];
const { update } = await product(directory);
let acknowledged = 0;
let lost = 0;
let longest = 0;
let failed = 0;
let message = null;
console.log('started');
while (acknowledged < count && !(stop && existsSync(stop))) {
  const begin = performance.now();
  try {
    await update(index, (store) => {
      if (!store[key]) throw new Error(`${key} is gone`);
      if ((store[key][field] ?? 0) !== acknowledged) lost++;
      store[key][field] = acknowledged + 1;
    });
    acknowledged++;
  } catch (error) {
    failed++;
    message = String(error);
    if (failed > 20) break;
  }
  longest = Math.max(longest, performance.now() - begin);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
console.log(JSON.stringify({ acknowledged, lost, failed, message, longestMillis: Math.round(longest) }));
process.exit(0);
