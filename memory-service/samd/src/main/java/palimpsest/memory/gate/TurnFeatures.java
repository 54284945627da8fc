package palimpsest.memory.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import palimpsest.memory.gate.Wording.Sentence;

/** Measures the features of one turn. Counts enter by their logarithm: the tenth word says less than the first. */
public final class TurnFeatures {

    private static final double INFORMATION_SCALE = 10;

    private final double[] values = new double[Feature.values().length];
    private final Turn turn;
    private final Dialogue before;
    private final String text;
    private final List<String> words;
    private final List<Sentence> sentences;
    private final Set<String> content;

    private TurnFeatures(Interaction interaction) {
        this.turn = interaction.turn();
        this.before = interaction.before();
        this.text = turn.text();
        this.sentences = Wording.sentences(text);
        this.words = sentences.stream().flatMap(sentence -> sentence.words().stream()).toList();
        this.content = new HashSet<>(Wording.contentWords(words));
    }

    /** By {@link Feature#ordinal()}. */
    public static double[] of(Interaction interaction) {
        var features = new TurnFeatures(interaction);
        features.wording();
        features.novelty();
        features.statements();
        features.names();
        features.place();
        return features.values;
    }

    private void set(Feature feature, double value) {
        values[feature.ordinal()] = value;
    }

    private void set(Feature feature, boolean value) {
        set(feature, value ? 1 : 0);
    }

    private void has(Feature feature, LexicalPattern cue) {
        set(feature, cue.in(text, words));
    }

    private void count(Feature feature, LexicalPattern cue) {
        set(feature, Math.log1p(cue.count(text, words)));
    }

    private void wording() {
        set(Feature.LENGTH, Math.log1p(words.size()));
        set(Feature.CONTENT_WORDS, Math.log1p(Wording.contentWords(words).size()));
        set(Feature.PICTURE, turn.caption() != null && !turn.caption().isBlank());
        set(Feature.PICTURE_WORDS, turn.caption() == null ? 0 : Math.log1p(Wording.contentWords(Wording.words(turn.caption())).size()));
        set(Feature.DIGITS, Wording.has(Wording.DIGIT, text));
        has(Feature.NUMBER_WORDS, Wording.NUMBER_WORD);
        has(Feature.TIME, Wording.TIME);
        has(Feature.PLAN, Wording.PLAN);
        count(Feature.PAST, Wording.PAST);
        count(Feature.FIRST_PERSON, Wording.FIRST_PERSON);
        has(Feature.MY, Wording.MY);
        count(Feature.SECOND_PERSON, Wording.SECOND_PERSON);
        has(Feature.THANKS, Wording.THANKS);
        set(Feature.GREETING, Wording.has(Wording.GREETING, text));
        has(Feature.FAREWELL, Wording.FAREWELL);
        set(Feature.ACKNOWLEDGEMENT, Wording.has(Wording.ACKNOWLEDGEMENT, text));
        count(Feature.PRAISE, Wording.PRAISE);
        has(Feature.RELATION, Wording.RELATION);
        has(Feature.PREFERENCE, Wording.PREFERENCE);
        set(Feature.TITLE, text.indexOf('"') >= 0);
    }

    private double information(Set<String> words) {
        return words.stream().mapToDouble(before::rarity).sum();
    }

    private void novelty() {
        long unheard = content.stream().filter(before::isNew).count();
        double information = information(content);
        set(Feature.INFORMATION, information / INFORMATION_SCALE);
        set(Feature.MEAN_RARITY, content.isEmpty() ? 0 : information / content.size());
        set(Feature.HIGHEST_RARITY, content.stream().mapToDouble(before::rarity).max().orElse(0));
        set(Feature.NEW_WORDS, Math.log1p(unheard));
        set(Feature.NEW_SHARE, unheard / (double) Math.max(1, content.size()));
    }

    private void statements() {
        List<Sentence> stated = sentences.stream().filter(sentence -> !sentence.isQuestion()).toList();
        List<Sentence> ofSelf = stated.stream().filter(sentence -> Wording.FIRST_PERSON.in(sentence.text(), sentence.words())).toList();
        int asked = sentences.stream().filter(Sentence::isQuestion).mapToInt(sentence -> sentence.words().size()).sum();
        set(Feature.HAS_QUESTION, stated.size() < sentences.size());
        set(Feature.QUESTION_SHARE, asked / (double) Math.max(1, words.size()));
        set(Feature.ENDS_IN_QUESTION, Wording.isQuestion(text));
        set(Feature.EXCLAMATIONS, text.chars().filter(c -> c == '!').count() / (double) Math.max(1, sentences.size()));
        set(Feature.STATEMENT_WORDS, Math.log1p(meaningful(stated).size()));
        set(Feature.STATEMENT_INFORMATION, information(new HashSet<>(meaningful(stated))) / INFORMATION_SCALE);
        set(Feature.FIRST_PERSON_WORDS, Math.log1p(meaningful(ofSelf).size()));
        set(Feature.FIRST_PERSON_INFORMATION, information(new HashSet<>(meaningful(ofSelf))) / INFORMATION_SCALE);
    }

    private static List<String> meaningful(List<Sentence> sentences) {
        return sentences.stream().flatMap(sentence -> sentence.words().stream()).filter(word -> !Wording.isStopWord(word)).toList();
    }

    private void names() {
        Set<String> speakers = speakers();
        int capitalised = 0;
        boolean unheard = false;
        for (Sentence sentence : sentences) {
            for (String word : sentence.spelt().stream().skip(1).filter(w -> Character.isUpperCase(w.codePointAt(0))).toList()) {
                String lower = word.toLowerCase(Locale.ROOT);
                if (!Wording.isStopWord(lower) && !speakers.contains(lower) && !word.startsWith("I'")) {
                    capitalised++;
                    unheard |= before.isNew(lower);
                }
            }
        }
        set(Feature.NAMES, Math.log1p(capitalised));
        set(Feature.HAS_NAME, capitalised > 0);
        set(Feature.NEW_NAME, unheard);
        set(Feature.ADDRESSES, words.stream().anyMatch(speakers::contains));
    }

    /** The one who speaks and those who spoke just before: calling each other by name is no news. */
    private Set<String> speakers() {
        List<Turn> last = before.lastTurns();
        List<String> names = new ArrayList<>();
        names.add(turn.speaker());
        last.subList(Math.max(0, last.size() - 2), last.size()).forEach(previous -> names.add(previous.speaker()));
        Set<String> lower = new HashSet<>();
        names.stream().filter(name -> name != null).forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private void place() {
        boolean starts = before.startsSession(turn);
        Turn previous = starts ? null : before.lastTurns().getLast();
        String said = previous == null ? "" : previous.text();
        List<String> saidWords = Wording.words(said);
        set(Feature.SESSION_START, starts);
        set(Feature.PLACE_IN_SESSION, Math.log1p(before.placeInSession(turn)));
        set(Feature.AFTER_QUESTION, Wording.isQuestion(said));
        set(Feature.AFTER_ASKED, said.indexOf('?') >= 0);
        set(Feature.AFTER_WHAT, Wording.has(Wording.ASKS_WHAT, said));
        set(Feature.AFTER_HOW, Wording.has(Wording.ASKS_HOW, said));
        set(Feature.AFTER_WHETHER, Wording.has(Wording.ASKS_WHETHER, said));
        set(Feature.AFTER_PICTURE, previous != null && previous.caption() != null);
        set(Feature.AFTER_LENGTH, Math.log1p(saidWords.size()));
        set(Feature.OVERLAP, content.stream().filter(new HashSet<>(saidWords)::contains).count() / (double) Math.max(1, content.size()));
    }
}
