/* A table is narrowed to rows that hold all the words, and to those that are not settled. Without this script every row is shown. */
"use strict";
for (const filter of document.querySelectorAll(".filter")) {
	const rows = Array.from(document.querySelectorAll("#" + filter.dataset.table + " tbody tr"));
	const texts = rows.map((row) => row.textContent.toLowerCase());
	const [words, open] = [filter.querySelector("[type=search]"), filter.querySelector("[type=checkbox]")];
	const output = filter.querySelector("output");
	const show = () => {
		const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
		let shown = 0;
		rows.forEach((row, at) => {
			const fits = wanted.every((word) => texts[at].includes(word)) && !(open.checked && row.dataset.settled);
			row.hidden = !fits;
			shown += fits ? 1 : 0;
		});
		output.textContent = shown + " / " + rows.length;
	};
	filter.hidden = false;
	filter.addEventListener("input", show);
	show();
}
