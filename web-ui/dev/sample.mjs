/** Texts for the fake runtime, made here: a planted answer or two in a lot of filler, some of it beyond the basic plane. */
const KEEPERS = ['Ansel', 'Brid', 'Corvin', 'Dorothea', 'Ebbe', 'Fenna', 'Gorm', 'Hild'];
const THINGS = ['the north door', 'the winter stores', 'the long bell', 'the river gauge', 'the oak ladder', 'the copy room', 'the east lamp', 'the herb loft'];
const DEEDS = ['was mended before the frost', 'was counted twice and found short', 'stood open through the night', 'was painted with lime', 'was lent to the mill', 'was left as it was'];

function filler(days, seed) {
  const lines = [];
  for (let day = 1; day <= days; day++) {
    const pick = (list, step) => list[(day * step + seed) % list.length];
    lines.push(`Day ${day}. ${pick(KEEPERS, 3)} kept the gate. In the morning ${pick(THINGS, 5)} ${pick(DEEDS, 7)}; in the evening ${pick(THINGS, 11)} ${pick(DEEDS, 13)}. The tally of the day is ${(day * 37 + seed) % 211} sacks and ${(day * 13 + seed) % 17} casks.`);
  }
  return lines;
}

const planted = (lines, at, line) => lines.toSpliced(at, 0, line);

export const SAMPLE = {
  instructions: `You answer a question over documents that are far larger than your window. ${'Search before you read, note what you find, and scrape off what you have read. '.repeat(16)}`,
  documents: () => [
    {
      name: 'gatehouse-ledger.md',
      text: `# Ledger of the gatehouse 🏰\n\n${planted(filler(420, 2), 230, '🔑 The spare key to the gatehouse lies under the third step of the copy room stair, wrapped in oiled linen 🧵; only Dorothea knows of it.').join('\n\n')}\n`,
    },
    {
      name: 'letters/keepers-letters.txt',
      text: `${planted(filler(260, 9), 41, 'Brid to Hild: if you need the spare key, ask Dorothea and no one else, for the gatehouse has been opened by strangers before.').join('\n')}\n`,
    },
    { name: 'notes on the bells.txt', text: `${filler(120, 5).join('\n')}\n` },
  ],
};
