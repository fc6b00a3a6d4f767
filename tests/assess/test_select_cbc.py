#!/usr/bin/python3
"""Selection of controls under a budget against CBC, a solver of integer programs, on 60 controls and 1,000 scenarios: how many are settled at each of several budgets, and how
cheaply so many can be. What is selected is counted again here. And the frontier: it only climbs, agrees with the single budgets, and its top is all
controls, of which none can go.

Scenarios come in families that need the same controls, as the guidance's do: some controls are needed often, most seldom.
"""
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "gates"))
import gate  # noqa: E402

TOOL = os.path.join(os.environ.get("BUILD_DIR", os.path.join(gate.ROOT, "build")), "release/tests/assess/select_tool")
CONTROLS, SCENARIOS = 60, 1000
# seed, families, highest cost (1: all alike), costs are multiples of
INSTANCES = ((1, 150, 20, 1), (2, 150, 20, 1000), (3, 300, 20, 1), (4, 150, 1, 1), (5, 60, 30, 500))
SHARES = (0.1, 0.3, 0.5, 0.8)
SECONDS = 120


class Instance:
    """Costs by control, and {frozenset of controls: scenarios that need them}."""

    def __init__(self, seed, families, dearest, unit):
        chance = random.Random(seed)
        self.costs = [unit * chance.randint(1, dearest) for _ in range(CONTROLS)]
        often = [1 / (place + 1) ** 0.8 for place in range(CONTROLS)]
        chance.shuffle(often)
        kinds = [self.family(chance, often) for _ in range(families)]
        self.needs = {}
        for _ in range(SCENARIOS):
            need = chance.choice(kinds)
            self.needs[need] = self.needs.get(need, 0) + 1

    @staticmethod
    def family(chance, often):
        wanted, need = chance.choice((1, 2, 2, 3, 3, 4, 5)), set()
        while len(need) < wanted:
            need.add(chance.choices(range(CONTROLS), often)[0])
        return frozenset(need)

    def settled(self, chosen):
        return sum(count for need, count in self.needs.items() if need <= chosen)

    def cost(self, chosen):
        return sum(self.costs[control] for control in chosen)

    def program(self, budget=None, settle=None):
        """The integer program: most scenarios within a budget, or the least cost of so many."""
        needs = list(self.needs.items())
        settled = " + ".join(f"{count} x{at}" for at, (_, count) in enumerate(needs))
        cost = " + ".join(f"{cost} y{control}" for control, cost in enumerate(self.costs))
        lines = ["Maximize", f" goal: {settled}"] if settle is None else ["Minimize", f" goal: {cost}"]
        lines += ["Subject To", *(f" x{at} - y{control} <= 0" for at, (need, _) in enumerate(needs) for control in sorted(need))]
        lines += [f" bound: {cost} <= {budget}"] if settle is None else [f" bound: {settled} >= {settle}"]
        lines += ["Bounds", *(f" 0 <= x{at} <= 1" for at in range(len(needs))), "Binary", *(f" y{control}" for control in range(CONTROLS)), "End", ""]
        return "\n".join(lines)

    def text(self):
        rows = [f"{CONTROLS} {len(self.needs)}", " ".join(map(str, self.costs))]
        return "\n".join(rows + [f"{count} {len(need)} {' '.join(map(str, sorted(need)))}" for need, count in self.needs.items()]) + "\n"


def solve(folder, program):
    """The optimum CBC found, or None where it did not say that it is one."""
    path, answer = os.path.join(folder, "question.lp"), os.path.join(folder, "answer")
    with open(path, "w", encoding="ascii") as file:
        file.write(program)
    if os.path.exists(answer):
        os.remove(answer)
    subprocess.run(["cbc", path, "ratioGap", "0", "allowableGap", "0", "sec", str(SECONDS), "solve", "solution", answer, "quit"], capture_output=True, timeout=2 * SECONDS, check=True)
    with open(answer, encoding="ascii") as file:
        head = file.readline()
    return round(abs(float(head.split()[-1]))) if head.startswith("Optimal") else None


def ask(instance, *questions):
    """One answer for each question: [(cost, settled, controls), ...]."""
    done = subprocess.run([TOOL], input=instance.text() + "\n".join(questions) + "\nend\n", capture_output=True, text=True, timeout=SECONDS, check=True)
    lines = iter(done.stdout.splitlines())
    answers = []
    for line in lines:
        words = line.split()
        rows = [next(lines).split() for _ in range(int(words[1]))] if words[0] == "points" else [words]
        answers.append([(int(row[0]), int(row[1]), {control for control in range(CONTROLS) if int(row[2], 16) >> control & 1}) for row in rows])
    return answers


def check_budget(points, folder, name, instance, budget, answer):
    cost, settled, chosen = answer[0]
    points.point((instance.settled(chosen), instance.cost(chosen)) == (settled, cost) and cost <= budget, f"{name}, budget {budget}: {len(chosen)} controls for {cost} settle {settled}, counted again",
                 [str(answer)])
    most = solve(folder, instance.program(budget=budget))
    points.point(most == settled, f"{name}, budget {budget}: CBC settles as many", [f"{most} {settled}"])
    least = solve(folder, instance.program(settle=settled)) if settled else 0
    points.point(least == cost, f"{name}, budget {budget}: CBC finds no cheaper way to so many", [f"{least} {cost}"])


def check_frontier(points, name, instance, budgets, answers, frontier):
    steps = list(zip(frontier, frontier[1:]))
    points.point(len(frontier) > 20 and all(a[0] < b[0] and a[1] < b[1] for a, b in steps), f"{name}: of {len(frontier)} points of the frontier each costs and settles more than the one before")
    wrong = [point for point in frontier if (instance.cost(point[2]), instance.settled(point[2])) != point[:2]]
    points.point(not wrong, f"{name}: all are as they are counted again", [str(wrong[:3])])
    at = [[point for point in frontier if point[0] <= budget][-1] for budget in budgets]
    points.point(at == [answer[0] for answer in answers], f"{name}: the frontier at each budget is the answer to that budget")
    needed = frozenset().union(*instance.needs)
    top = frontier[-1]
    points.point(top[2] == needed and top[1] == SCENARIOS, f"{name}: the last point is all {len(needed)} controls, and settles all")
    spare = [control for control in needed if instance.settled(needed - {control}) == SCENARIOS]
    points.point(not spare, f"{name}: without any one of them something is left", spare)


def main():
    points = gate.Points()
    with tempfile.TemporaryDirectory(prefix="sekisho-cbc-") as folder:
        for number, parameters in enumerate(INSTANCES, 1):
            name, instance = f"instance {number}", Instance(*parameters)
            budgets = [int(share * sum(instance.costs)) for share in SHARES]
            *answers, frontier = ask(instance, *(f"best {budget}" for budget in budgets), "frontier")
            for budget, answer in zip(budgets, answers):
                check_budget(points, folder, name, instance, budget, answer)
            check_frontier(points, name, instance, budgets, answers, frontier)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
