package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.util.function.SingletonSupplier;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.document.Document;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.Word;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** Names in a note stand in something that was read or said; where capitals mark names, and not in headings, which capitalise all. */
public final class NameCheck implements Check {

    public static final String NAME = "name";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.NOTES);

    private final Languages languages = Languages.shared();

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        Set<String> names = new LinkedHashSet<>();
        for (ClaimedText text : ClaimedText.of(subject)) {
            Sentences.of(text.text()).forEach(sentence -> names.addAll(names(sentence)));
        }
        if (names.isEmpty()) {
            return List.of();
        }
        List<Supplier<Set<String>>> known = known(facts);
        List<Finding> findings = new ArrayList<>();
        for (String name : names) {
            List<String> parts = SourceText.parts(name.toLowerCase(Locale.ROOT));
            findings.add(known.stream().anyMatch(words -> words.get().containsAll(parts)) ? Finding.pass(dimension(), NAME, name, "it stands in what was read", null)
                    : Finding.fail(dimension(), NAME, name, "this name stands in nothing that was read", "Take the name from the source, or leave it out."));
        }
        return findings;
    }

    private List<String> names(Sentence sentence) {
        List<Word> words = languages.of(sentence.text()).of(sentence.text());
        long capital = words.stream().filter(word -> Character.isUpperCase(word.surface().codePointAt(0))).count();
        if (capital > 1 && capital == words.size()) {
            return List.of();
        }
        return words.stream().filter(Word::name).map(Word::surface).filter(name -> name.length() > 1 && !name.chars().allMatch(Character::isDigit)
                && Dates.in("1 " + name).isEmpty()).toList();
    }

    /** Words of the sources, then of documents' names and notes, each read when the name stands in none before. */
    private static List<Supplier<Set<String>>> known(Facts facts) {
        List<Supplier<Set<String>>> known = new ArrayList<>();
        Sources.in(facts).of(facts).forEach(source -> known.add(source::wordsAsWritten));
        known.add(SingletonSupplier.of(() -> SourceText.asWritten(facts.documents().stream().map(Document::name).collect(Collectors.joining("\n")))));
        known.add(SingletonSupplier.of(() -> SourceText.asWritten(facts.notes().all().stream().map(note -> note.summary() + " " + note.content()).collect(Collectors.joining("\n")))));
        return known;
    }
}
