package palimpsest.memory.meta.evolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Cuts cases into folds of equal size (one more or less), each task spread evenly; the same cases are always cut the same way. */
final class Folds {

    private final int count;
    private final int[] foldOf;

    Folds(List<TrainingCase> cases, int count) {
        this.count = count;
        this.foldOf = new int[cases.size()];
        Map<String, List<Integer>> byTask = new HashMap<>();
        IntStream.range(0, cases.size()).forEach(position -> byTask.computeIfAbsent(cases.get(position).task(), task -> new ArrayList<>()).add(position));
        int dealt = 0;
        for (String task : byTask.keySet().stream().sorted().toList()) {
            for (int position : byTask.get(task)) {
                foldOf[position] = dealt++ % count;
            }
        }
    }

    /** Cases that take no part in learning when this is the test fold. */
    List<Integer> test(int fold) {
        return positions(fold);
    }

    /** Cases that each update is checked on. */
    List<Integer> heldOut(int fold) {
        return positions((fold + 1) % count);
    }

    /** Cases to learn from. */
    List<Integer> training(int fold) {
        return IntStream.range(0, foldOf.length).filter(position -> foldOf[position] != fold && foldOf[position] != (fold + 1) % count).boxed().toList();
    }

    private List<Integer> positions(int fold) {
        return IntStream.range(0, foldOf.length).filter(position -> foldOf[position] == fold).boxed().toList();
    }
}
