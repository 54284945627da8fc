package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.language.Word;

/**
 * Whether a text tells of another thing of the same kind: of the production database where the staging database is asked for. Known in English and German, where the word
 * that tells which one stands before its noun, behind an article, a pronoun or a name's ending.
 */
final class OtherModifier {

    private static final Pattern OPENS_NOUN = Pattern.compile("(?iU)(?:^|[.!?;:,(\"“]|\\b(?:the|a|an|my|our|your|his|her|their|its|this|that|these|those|which|what|some|any|no|of|for|at|in|on|with|from|to|by|and|or"
            + "|der|die|das|den|dem|des|ein(?:e[nmrs]?)?|kein(?:e[nmrs]?)?|mein(?:e[nmrs]?)?|dein(?:e[nmrs]?)?|sein(?:e[nmrs]?)?|ihr(?:e[nmrs]?)?|unser(?:e[nmrs]?)?|welche[nmrs]?|im|am|zum|zur|von|vom|für|mit|und|oder)|['’]s?)\\s*$");
    /** "Did Ann's brother move": the last word is what somebody does. */
    private static final Pattern ENDS_WITH_DEED = Pattern.compile("(?iU)\\b(?:do|does|did|will|would|can|could|should|shall|may|might|must)\\s+[\\p{L}\\p{M}'’ -]{0,40}$");
    private static final Pattern BESIDE = Pattern.compile("[\\s-]*");
    /** They tell how a thing is liked or used, and not which one it is. */
    private static final Set<String> OF_ANY = Set.of("favorite", "favourite", "new", "current", "main", "usual", "regular", "best", "own", "old", "big", "small", "little", "whole", "entire", "preferred", "great", "good", "exciting", "nice", "special", "amazing", "interesting", "important", "funny",
            "exact", "full", "correct", "lieblings", "neue", "neuen", "neues", "neuer", "aktuelle", "aktuellen", "beste", "besten", "eigene", "eigenen", "alte", "alten");

    /** "The code of my house": the house tells which code. */
    private static final Pattern OF_THING = Pattern.compile("(?iU)\\b(?<thing>[\\p{L}\\p{M}]+) (?:of (?:the|my|our|this|that)|von (?:der|dem|meine[mr]|unsere[mr])|vom|des|der) (?<modifier>[\\p{L}\\p{M}]+)");

    /** "An appointment with the dentist": with whom tells which appointment. */
    private static final Pattern WITH = Pattern.compile("(?iU)\\b(?:with|chez|bei|beim|con) (?:(?:the|my|our|an?|le|la|les|mon|ma|mes|une?|dem|der|den|meine[mr]|meinen|unsere[mr]|einer|einem|el|los|las|mi|mis|una?) |l['’])?(?<who>(?-i:\\p{Ll}|(?<=(?:bei|beim|dem|der|den|meine[mr]|meinen) )\\p{Lu})[\\p{L}\\p{M}-]+)");

    private final Question question;
    private final List<Pair> pairs;
    /** With whom, in lower case, as people say it. */
    private final List<Set<String>> with;

    /** What tells which thing it is, and the thing, as terms. */
    private record Pair(String modifier, String thing) {}

    OtherModifier(Question question) {
        this.question = question;
        this.pairs = pairs();
        this.with = with(question.text()).stream().map(OwnWords::same).toList();
    }

    private List<Pair> pairs() {
        Set<String> strong = question.terms().stream().filter(Question.Term::strong).map(Question.Term::term).collect(Collectors.toSet());
        var found = new ArrayList<Pair>();
        for (List<Word> noun : nouns(question.text())) {
            int last = noun.size() - (ENDS_WITH_DEED.matcher(question.text().substring(0, noun.getFirst().start())).find() ? 1 : 0);
            for (int i = 0; i + 1 < last; i++) {
                Word modifier = noun.get(i);
                Word thing = noun.get(i + 1);
                if (strong.contains(modifier.term()) && strong.contains(thing.term()) && !OF_ANY.contains(modifier.surface().toLowerCase(Locale.ROOT))) {
                    found.add(new Pair(modifier.term(), thing.term()));
                }
            }
        }
        OF_THING.matcher(question.text()).results().forEach(of -> {
            List<String> named = Stream.of("modifier", "thing").flatMap(group -> question.words().of(of.group(group)).stream()).map(Word::term).toList();
            if (named.size() == 2 && strong.containsAll(named)) {
                found.add(new Pair(named.getFirst(), named.getLast()));
            }
        });
        return found;
    }

    /** Runs of two telling words or more that stand beside each other where a noun may begin. */
    private List<List<Word>> nouns(String text) {
        List<Word> words = question.words().of(text);
        var nouns = new ArrayList<List<Word>>();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || !BESIDE.matcher(text.substring(words.get(i - 1).end(), words.get(i).start())).matches()) {
                if (i - from > 1 && OPENS_NOUN.matcher(text.substring(0, words.get(from).start())).find()) {
                    nouns.add(words.subList(from, i));
                }
                from = i;
            }
        }
        return nouns;
    }

    /** Whether a text names the thing with another word before it wherever it names it, and holds the asked one nowhere. @param shares of the question's terms that it holds */
    boolean isOf(String text, Set<String> shares) {
        return pairs.stream().anyMatch(pair -> !shares.contains(pair.modifier) && shares.contains(pair.thing) && standsBehindAnother(text, pair.thing)) || !with.isEmpty() && isWithAnother(text);
    }

    private static List<String> with(String text) {
        return WITH.matcher(text).results().map(found -> found.group("who").toLowerCase(Locale.ROOT)).toList();
    }

    private boolean isWithAnother(String text) {
        List<String> told = with(text);
        String lower = text.toLowerCase(Locale.ROOT);
        return !told.isEmpty() && with.stream().allMatch(asked -> asked.stream().noneMatch(lower::contains));
    }

    private boolean standsBehindAnother(String text, String thing) {
        var behind = new HashSet<Integer>();
        for (List<Word> noun : nouns(text)) {
            noun.stream().skip(1).filter(word -> word.term().equals(thing)).forEach(word -> behind.add(word.start()));
        }
        return !behind.isEmpty() && question.words().of(text).stream().filter(word -> word.term().equals(thing)).allMatch(word -> behind.contains(word.start()));
    }
}
