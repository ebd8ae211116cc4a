// What the lesson and the demo share: lighting what makes a number, and moving in a grid by arrow keys.

/**
 * Lights cells by the number that is asked about.
 *
 * A weight, with row and column: the number of x beside it, itself, and the result below it. A result, with a column
 * alone: all of x, and the column. A number of x, with a row alone: its row.
 */
export function light(cells, row, column) {
  for (const cell of cells) {
    const { row: ofRow, column: ofColumn } = cell.dataset;
    let lit;
    if (row && column) lit = [ofRow ?? row, ofColumn ?? column].join() === [row, column].join();
    else if (column) lit = !ofColumn || ofColumn === column;
    else lit = ofRow === row;
    cell.classList.toggle("lit", lit);
  }
}

/** Lets arrow keys move among the cells of a table, of which one at a time can be reached by Tab. */
export function moveInGrid(table, selector) {
  const rows = [...table.rows].map((row) => [...row.querySelectorAll(selector)]).filter((row) => row.length);
  const cells = rows.flat();

  function reach(cell) {
    for (const other of cells) other.tabIndex = other === cell ? 0 : -1;
  }

  // A row may lack its first cell: places count from the right.
  const fromRight = (row, place) => row[Math.max(0, row.length - place)];

  table.addEventListener("focusin", (event) => cells.includes(event.target) && reach(event.target));
  table.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const x = rows[y].indexOf(event.target);
    const place = rows[y].length - x;
    const next = {
      ArrowRight: rows[y][x + 1],
      ArrowLeft: rows[y][x - 1],
      ArrowDown: rows[y + 1] && fromRight(rows[y + 1], place),
      ArrowUp: rows[y - 1] && fromRight(rows[y - 1], place),
      Home: rows[y][0],
      End: rows[y][rows[y].length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
