package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.TableRow;

/** What stands above the rows of a table: the years of its columns, its title. Sentences are passed in their order. */
final class TableAbove {

    private static final int FEW_WORDS = 12;
    private static final int TITLE_LINES = 4;
    private static final Pattern TITLE = Pattern.compile("(?U)\\p{Lu}[\\p{L}’'&-]*(?: (?:\\p{Lu}[\\p{L}’'&-]*|(?:\\p{Ll}{1,3}|with|from)|\\([\\p{L} ]+\\))){1,9}");

    private final MatchedText text;
    private final List<Integer> titles = new ArrayList<>();
    private int columns = -1;

    TableAbove(MatchedText text) {
        this.text = text;
    }

    void passed(int i) {
        if (isTitle(i)) {
            if (!titles.isEmpty() && titles.getLast() < i - 1) {
                titles.clear();
            }
            titles.add(i);
        } else if (namesYears(i)) {
            columns = i;
        } else if (text.isStatement(i) && text.match(i).words() > FEW_WORDS) {
            columns = -1;
            titles.clear();
        }
    }

    boolean yearsHold(String term) {
        return text.held(columns, term);
    }

    boolean titleHolds(String term) {
        return titles.stream().anyMatch(title -> text.held(title, term));
    }

    /** The line above that dates a row: the years of its columns; null for none. */
    Sentence years(int i) {
        return columns < 0 || text.match(i).row() == null ? null : text.sentence(columns);
    }

    /** Whether a line names the table that begins right below it: words with capitals, no sentence. */
    boolean isTitle(int i) {
        if (!text.isStatement(i) || !TITLE.matcher(text.sentence(i).text()).matches()) {
            return false;
        }
        int below = i + 1;
        while (below < text.size() && below <= i + TITLE_LINES && text.match(below).row() == null) {
            below++;
        }
        return below < text.size() && text.match(below).row() != null;
    }

    /** Whether all cells of a line but the first are years or days of years in a row, as above the numbers of a report. */
    private boolean namesYears(int i) {
        int[] years = TableRow.cells(text.sentence(i).text()).stream().skip(1).mapToInt(AnswerKind::yearOf).toArray();
        return years.length > 1 && IntStream.of(years).noneMatch(year -> year == 0)
                && IntStream.range(1, years.length).allMatch(k -> Math.abs(years[k] - years[k - 1]) <= 1);
    }
}
