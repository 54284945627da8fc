package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.document.Document;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.verify.Allowance;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;

/** Names in a note stand in something that was read or said; where capitals mark names, and not in headings, which capitalise all. */
public final class NameCheck implements Check {

    public static final String NAME = "name";

    private final Languages languages = new Languages();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Dimension dimension() {
        return Dimension.KNOWLEDGE_ACCURACY;
    }

    @Override
    public boolean concerns(Subject subject) {
        return subject instanceof Subject.NoteWriting;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, Allowance allowance) {
        Set<String> names = new LinkedHashSet<>();
        for (ClaimedText text : ClaimedText.of(subject)) {
            Sentences.of(text.text()).forEach(sentence -> names.addAll(names(sentence)));
        }
        if (names.isEmpty()) {
            return List.of();
        }
        Set<String> known = known(facts);
        List<Finding> findings = new ArrayList<>();
        for (String name : names) {
            findings.add(known.contains(name.toLowerCase(Locale.ROOT)) ? Finding.pass(dimension(), NAME, name, "it stands in what was read", null)
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

    private Set<String> known(Facts facts) {
        Set<String> known = new HashSet<>();
        for (SourceText source : Sources.in(facts).of(facts)) {
            known.addAll(source.wordsAsWritten());
        }
        facts.documents().stream().map(Document::name).forEach(name -> known.addAll(SourceText.asWritten(name)));
        facts.notes().all().forEach(note -> known.addAll(SourceText.asWritten(note.summary() + " " + note.content())));
        return known;
    }
}
