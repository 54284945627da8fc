package palimpsest.runtime.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.TableRow;

/** Where an answer in Markdown is no prose: headings that are no sentences, code, the names of a table's columns and the numbers of list items claim nothing. */
final class AnswerMarkup {

    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(```|~~~).*$");
    private static final Pattern HEADING = Pattern.compile("#{1,6}[ \\t].*(?<![.!。！])|[^\\n]+(?<![.!。！])\\n[ \\t]*(?:={2,}|-{2,})", Pattern.DOTALL);
    private static final Pattern ITEM_NUMBER = Pattern.compile("[\\s>*+-]*(?:\\d{1,3}|[ivxlcIVXLC]{1,6}|\\p{L})[.)]");

    private final String answer;
    private final List<int[]> code = new ArrayList<>();
    private final Set<Integer> headers = new HashSet<>();

    private AnswerMarkup(String answer) {
        this.answer = answer;
        var fences = FENCE.matcher(answer);
        while (fences.find()) {
            int start = fences.start();
            String fence = fences.group(1);
            int end = answer.length();
            while (fences.find()) {
                if (fences.group(1).equals(fence)) {
                    end = fences.end();
                    break;
                }
            }
            code.add(new int[] {start, end});
        }
        TableRow.of(answer).stream().filter(TableRow::isHeader).forEach(row -> headers.add(row.start()));
    }

    static AnswerMarkup of(String answer) {
        return new AnswerMarkup(answer);
    }

    boolean isProse(Sentence sentence) {
        return !headers.contains(sentence.start()) && !HEADING.matcher(sentence.text()).matches() && !isItemNumber(sentence)
                && code.stream().noneMatch(block -> sentence.start() >= block[0] && sentence.start() < block[1]);
    }

    /** Begins a line, and the item follows on it; a number that is a whole line may be the answer. */
    private boolean isItemNumber(Sentence sentence) {
        if (!ITEM_NUMBER.matcher(sentence.text()).matches()) {
            return false;
        }
        int lineEnd = answer.indexOf('\n', sentence.end());
        return answer.substring(answer.lastIndexOf('\n', sentence.start() - 1) + 1, sentence.start()).isBlank()
                && !answer.substring(sentence.end(), lineEnd < 0 ? answer.length() : lineEnd).isBlank();
    }
}
