package palimpsest.runtime.model.extractive;

import java.util.List;
import java.util.stream.Stream;
import palimpsest.memory.text.NamedPerson;
import palimpsest.memory.text.Spoken;

/**
 * Whom a question names of the people in remembered turns: of those who speak in them, and of those who are called by their names there.
 *
 * @param people who speak or are called
 * @param named  those whom the question names, in its order: who comes first is asked about
 */
record AskedPeople(List<String> people, List<String> named) {

    static final AskedPeople NOBODY = new AskedPeople(List.of(), List.of());

    static AskedPeople of(Question question, List<Remembered> memories) {
        List<Remembered> told = memories.stream().filter(memory -> !memory.byUser() && !memory.speaker().equals(Remembered.AGENT)).toList();
        List<String> speakers = told.stream().map(Remembered::speaker).distinct().toList();
        Stream<String> called = question.terms().stream().filter(term -> term.anchor() && Character.isUpperCase(term.surface().codePointAt(0))).map(Question.Term::surface)
                .filter(name -> speakers.stream().noneMatch(speaker -> NamedPerson.isNameOf(name, speaker)) && told.stream().anyMatch(memory -> Spoken.addresses(memory.text(), name)));
        List<String> people = Stream.concat(speakers.stream(), called).distinct().toList();
        return new AskedPeople(people, NamedPerson.in(question.text(), people));
    }

    /** Whether the one who is asked about said it, or the user told it of them. */
    boolean isAbout(Remembered memory) {
        return !named.isEmpty() && (named.getFirst().equals(memory.speaker()) || isToldByUser(memory, named.getFirst()));
    }

    /** The same of any of those whom the question names. */
    boolean isAboutAny(Remembered memory) {
        return named.stream().anyMatch(person -> person.equals(memory.speaker()) || isToldByUser(memory, person));
    }

    private static boolean isToldByUser(Remembered memory, String person) {
        return memory.byUser() && Spoken.tellsOf(memory.text(), NamedPerson.first(person));
    }

    /** Whether a word is the name of one of the people. */
    boolean isSpeaker(String word) {
        return people.stream().anyMatch(person -> NamedPerson.isNameOf(word, person));
    }
}
