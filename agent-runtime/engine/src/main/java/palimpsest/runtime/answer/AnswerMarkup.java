package palimpsest.runtime.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.TableRow;

/** Where an answer in Markdown is no prose: headings that are no sentences, code and the names of a table's columns claim nothing. */
final class AnswerMarkup {

    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(```|~~~).*$");
    private static final Pattern HEADING = Pattern.compile("#{1,6}[ \\t].*(?<![.!。！])|[^\\n]+(?<![.!。！])\\n[ \\t]*(?:={2,}|-{2,})", Pattern.DOTALL);

    private final List<int[]> code = new ArrayList<>();
    private final Set<Integer> headers = new HashSet<>();

    private AnswerMarkup(String answer) {
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
        return !headers.contains(sentence.start()) && !HEADING.matcher(sentence.text()).matches()
                && code.stream().noneMatch(block -> sentence.start() >= block[0] && sentence.start() < block[1]);
    }
}
