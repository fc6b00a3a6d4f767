/* The report in Chromium, at the width of a telephone and of a screen: axe-core finds no violation, nothing is wider than the screen, nothing is said on the console; and a picture of each. */
"use strict";
const fs = require("fs");
const path = require("path");
const puppeteer = require("puppeteer-core");

const WIDTHS = [390, 1280];
const HEIGHT = 3000; /* of the pictures: the first page and some more */
const [folder, ...files] = process.argv.slice(2);

async function look(browser, file, width) {
	const page = await browser.newPage();
	const said = [];
	page.on("console", (message) => said.push(message.text()));
	page.on("pageerror", (error) => said.push(String(error)));
	await page.setViewport({ width, height: 900 });
	await page.goto("file://" + path.resolve(file));
	const wide = await page.evaluate(() => document.documentElement.scrollWidth);
	await page.screenshot({ path: path.join(folder, path.basename(file, ".html") + "." + width + ".png"), clip: { x: 0, y: 0, width, height: HEIGHT } });
	await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
	const found = await page.evaluate(() => axe.run(document));
	await page.close();
	const ok = found.violations.length === 0 && wide <= width && said.length === 0 && found.passes.length > 0;
	console.log((ok ? "ok" : "not ok") + " " + file + " at " + width + " pixels: " + found.violations.length + " violations, " + found.passes.length + " rules passed, " + wide + " pixels wide");
	for (const violation of found.violations) console.log("# " + violation.id + ": " + violation.help + ": " + violation.nodes[0].html.slice(0, 200));
	for (const line of said) console.log("# console: " + line);
	return ok;
}

(async () => {
	const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"], headless: true });
	let fine = files.length > 0;
	for (const file of files) for (const width of WIDTHS) fine = (await look(browser, file, width)) && fine;
	await browser.close();
	process.exit(fine ? 0 : 1);
})();
