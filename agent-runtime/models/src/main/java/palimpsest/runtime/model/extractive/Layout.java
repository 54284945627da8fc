package palimpsest.runtime.model.extractive;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;

/** What the sentences of a text are: prose, properties of what a heading names, or lines of code. */
final class Layout {

    enum Kind { TEXT, FIELD, CODE }

    private static final int LONGEST_FIELD = 120;

    private final Kind[] kinds;
    /** By sentence in code, fences too: the first and the last one of its block. */
    private final int[] starts;
    private final int[] ends;

    private Layout(int sentences) {
        kinds = new Kind[sentences];
        Arrays.fill(kinds, Kind.TEXT);
        starts = new int[sentences];
        ends = new int[sentences];
    }

    static Layout of(List<Sentence> sentences) {
        var layout = new Layout(sentences.size());
        layout.code(sentences);
        layout.typed(sentences);
        layout.fields(sentences);
        return layout;
    }

    Kind kind(int i) {
        return kinds[i];
    }

    boolean isCode(int i) {
        return i >= 0 && i < kinds.length && kinds[i] == Kind.CODE;
    }

    int codeStart(int i) {
        return starts[i];
    }

    int codeEnd(int i) {
        return ends[i];
    }

    private void code(List<Sentence> sentences) {
        int[] fences = IntStream.range(0, sentences.size()).filter(i -> Lines.isCodeFence(sentences.get(i).text())).toArray();
        int next = 0;
        // a part of a document may begin inside of code: a fence that names a language opens what the one before has closed
        boolean closes = fences.length > 0 && Lines.isBareFence(sentences.get(fences[0]).text());
        if (closes && (fences.length % 2 == 1 || !Lines.isBareFence(sentences.get(fences[1]).text()))) {
            block(0, fences[0]);
            next = 1;
        }
        for (; next < fences.length; next += 2) {
            block(fences[next], next + 1 < fences.length ? fences[next + 1] : sentences.size() - 1);
        }
    }

    private void typed(List<Sentence> sentences) {
        int start = -1;
        for (int i = 0; i <= sentences.size(); i++) {
            boolean typed = i < sentences.size() && kinds[i] == Kind.TEXT && Lines.isTyped(sentences.get(i).text());
            if (!typed && start >= 0) {
                block(start, i - 1);
            }
            start = !typed ? -1 : start < 0 ? i : start;
        }
    }

    private void block(int start, int end) {
        for (int i = start; i <= end; i++) {
            kinds[i] = Kind.CODE;
            starts[i] = start;
            ends[i] = end;
        }
    }

    /** Unlike turns, fields stand alone under a heading, or have a label that is usual. */
    private void fields(List<Sentence> sentences) {
        boolean headed = false;
        for (int i = 0; i < sentences.size(); i++) {
            String text = sentences.get(i).text();
            if (kinds[i] == Kind.CODE) {
                continue;
            }
            headed = Lines.headingLevel(text) > 0 ? !AnswerKind.isDate(text) : headed;
            boolean alone = headed && text.length() <= LONGEST_FIELD && Sentences.isTurn(text) && !isTurn(sentences, i - 1) && !isTurn(sentences, i + 1);
            if (alone || Lines.hasUsualLabel(text)) {
                kinds[i] = Kind.FIELD;
            }
        }
    }

    private static boolean isTurn(List<Sentence> sentences, int i) {
        return i >= 0 && i < sentences.size() && Lines.isTurn(sentences.get(i).text());
    }
}
