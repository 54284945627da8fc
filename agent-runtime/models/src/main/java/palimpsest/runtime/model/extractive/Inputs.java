package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import palimpsest.memory.text.Thesaurus;

/**
 * Rows of a table that tell what a measure is worked out of: "Gross profit" and "Revenue" for a gross margin. The model does not calculate; such rows are what
 * comes closest.
 */
final class Inputs {

    /** Words of a row's name beside the input's: "Total revenue", "Property, plant and equipment - net". */
    private static final int MORE_WORDS = 2;

    private final List<List<Thesaurus.Name>> inputs;

    Inputs(Question question) {
        this.inputs = question.inputs();
    }

    /** Whether a row tells one. */
    boolean isOne(List<String> cells) {
        return which(cells) >= 0;
    }

    /** How many different ones some rows tell. */
    long in(List<List<String>> rows) {
        return rows.stream().mapToInt(this::which).filter(which -> which >= 0).distinct().count();
    }

    /** The first row for each input, in the order given; empty where fewer than two are told of several. */
    List<Evidence> rows(List<Evidence> evidence, int most) {
        Set<Integer> told = new HashSet<>();
        List<Evidence> rows = new ArrayList<>();
        for (Evidence one : evidence) {
            int which = which(cells(one.quote()));
            if (which >= 0 && rows.size() < most && told.add(which)) {
                rows.add(one);
            }
        }
        return rows.size() < Math.min(2, inputs.size()) ? List.of() : rows;
    }

    /** Of a quoted row, whose cells are not told apart any more: its name and its numbers. */
    private static List<String> cells(String quote) {
        int number = 0;
        while (number < quote.length() && !Character.isDigit(quote.charAt(number))) {
            number++;
        }
        return List.of(quote.substring(0, number), quote.substring(number));
    }

    /** Which input a row tells, -1 for none. */
    private int which(List<String> cells) {
        if (inputs.isEmpty() || cells.stream().skip(1).noneMatch(cell -> cell.chars().anyMatch(Character::isDigit))) {
            return -1;
        }
        List<String> label = Thesaurus.words(cells.getFirst());
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).stream().anyMatch(name -> label.size() <= name.words().size() + MORE_WORDS && name.isIn(label))) {
                return i;
            }
        }
        return -1;
    }
}
