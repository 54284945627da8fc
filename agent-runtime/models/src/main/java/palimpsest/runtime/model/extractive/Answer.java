package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import palimpsest.memory.language.FixedWords;
import palimpsest.runtime.model.extractive.Question.Term;

/** Writes the answer: the best sentences, quoted, or that nothing was found. */
record Answer(Question question, List<Evidence> evidence, Notebook notebook, String problem) {

    private static final int MOST_QUOTES = 3;
    private static final int MOST_INPUTS = 4;
    /** How far behind the best a quote may be: less when the best leaves little open. */
    private static final double NOT_FAR_BEHIND = 0.55;
    private static final double CLOSE_BEHIND = 0.8;
    private static final double LEAVES_LITTLE_OPEN = 0.85;
    /** From which score on an answer claims to answer: of a text that was read whole, and of a chunk among many, whose place in the search counts too. */
    private static final double CERTAIN = 0.5;
    private static final double CERTAIN_OF_CHUNK = 0.625;
    /** What people say to each other, and words of one syllable, hold a question's words by chance more often. */
    private static final double CERTAIN_OF_TURN = 0.62;
    private static final double MORE_OF_SYLLABLES = 0.16;
    private static final double MORE_OF_UNSPACED_SYLLABLES = 0.26;
    /** Where words resemble each other by a character, more of a question seems to be held. */
    private static final double MORE_OF_CHINESE = 0.08;
    /** Where several words are written as one, a question has fewer words, and one that is missing weighs more. */
    private static final double LESS_OF_COMPOUNDS = 0.045;

    String text() {
        FixedWords words = FixedWords.of(question.text());
        if (question.terms().isEmpty()) {
            return words.nothingToLookFor();
        }
        double best = evidence.isEmpty() ? 0 : evidence.getFirst().score();
        List<Evidence> inputs = evidence.isEmpty() || best >= certain(evidence.getFirst()) ? List.of() : new Inputs(question).rows(evidence, MOST_INPUTS);
        if (!inputs.isEmpty()) {
            return words.inputs() + "\n" + String.join("\n", lines(inputs));
        }
        if (best < Relevance.FOUND) {
            return nothing(words);
        }
        String leadIn = best < certain(evidence.getFirst()) ? words.closest() + "\n" : "";
        return leadIn + String.join("\n", lines(best));
    }

    /** Rows, and the names of their columns once. */
    private static List<String> lines(List<Evidence> rows) {
        List<String> lines = new ArrayList<>();
        for (Evidence row : rows) {
            if (row.above() != null) {
                String columns = line(new Evidence(row.chunkId(), row.above(), 0, null));
                if (!lines.contains(columns)) {
                    lines.add(columns);
                }
            }
            lines.add(line(row));
        }
        return lines;
    }

    private List<String> lines(double best) {
        double least = best * (best >= LEAVES_LITTLE_OPEN + (isOfChunk(evidence.getFirst()) ? ReadingProgress.PROMISE : 0) ? CLOSE_BEHIND : NOT_FAR_BEHIND);
        List<String> lines = new ArrayList<>();
        List<String> quoted = new ArrayList<>();
        var further = new FurtherQuote(question, best * CLOSE_BEHIND);
        for (Evidence item : evidence) {
            if (lines.size() >= MOST_QUOTES || item.score() < least) {
                break;
            }
            if (!quoted.isEmpty() && !further.tells(item, quoted)) {
                continue;
            }
            int shorter = IntStream.range(0, quoted.size()).filter(i -> item.quote().contains(quoted.get(i)) && !Lines.isListItem(quoted.get(i))).findFirst().orElse(-1);
            if (shorter >= 0 && !quoted.contains(item.quote())) {
                // the same sentence with the one that belongs to it tells more
                quoted.set(shorter, item.quote());
                lines.set(shorter, line(item));
            } else if (isNew(item.quote(), quoted)) {
                quoted.add(item.quote());
                lines.add(line(item));
                lineAbove(item).filter(above -> lines.size() < MOST_QUOTES && isNew(above.quote(), quoted)).ifPresent(above -> {
                    quoted.add(above.quote());
                    lines.add(line(above));
                });
            }
        }
        return lines;
    }

    /** The score from which on an answer claims to answer. */
    private double certain(Evidence best) {
        if (Lines.isTurn(best.quote())) {
            return CERTAIN_OF_TURN;
        }
        return moreOfLanguage() + (isOfChunk(best) ? CERTAIN_OF_CHUNK : CERTAIN);
    }

    private double moreOfLanguage() {
        if (question.words().syllables()) {
            return question.words().unspaced() ? MORE_OF_UNSPACED_SYLLABLES : MORE_OF_SYLLABLES;
        }
        return question.words().compounds() ? -LESS_OF_COMPOUNDS : question.isChinese() ? MORE_OF_CHINESE : 0;
    }

    /** Whether the place in a search counts in its score. */
    private static boolean isOfChunk(Evidence evidence) {
        return evidence.chunkId() != null && !Lines.isTurn(evidence.quote());
    }

    private String nothing(FixedWords words) {
        if (problem != null) {
            return words.unreadable(problem);
        }
        return words.nothing(question.terms().stream().map(Term::surface).toList());
    }

    private Optional<Evidence> lineAbove(Evidence item) {
        if (item.above() != null) {
            return Optional.of(new Evidence(item.chunkId(), item.above(), 0, null));
        }
        return question.asksWhen() && !AnswerKind.isDate(item.quote()) ? notebook.dateOf(item.chunkId()) : Optional.empty();
    }

    /** A shortened quote from a summary is not new when the sentence itself is there, and the other way round. */
    private static boolean isNew(String quote, List<String> quoted) {
        String start = Objects.requireNonNull(quote).endsWith("…") ? quote.substring(0, quote.length() - 1) : quote;
        return quoted.stream().noneMatch(other -> other.contains(start) || start.contains(other));
    }

    private static String line(Evidence item) {
        boolean straight = item.quote().indexOf('"') < 0;
        String quote = straight ? '"' + item.quote() + '"' : '“' + item.quote() + '”';
        return item.chunkId() == null ? quote : quote + " [chunk " + item.chunkId() + "]";
    }
}
