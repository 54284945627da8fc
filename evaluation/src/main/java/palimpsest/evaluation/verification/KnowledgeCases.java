package palimpsest.evaluation.verification;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import palimpsest.evaluation.verification.SyntheticCorpus.Told;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.claim.TextFacts;

/** Notes and answers about made-up texts: quoted, restated, and each spoilt in one way; and passages that bear on the question or not. */
public final class KnowledgeCases implements VerificationCases {

    private static final int CHUNKS = 4;
    private static final int SENTENCES = 5;

    private final Verifier verifier;

    public KnowledgeCases(Verifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public List<VerificationCase> generate(Random random, int each) {
        List<VerificationCase> cases = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            var text = new Text(random, i);
            cases.add(text.note("altered_quote", '"' + text.altered() + '"'));
            cases.add(text.answer("wrong_place", '"' + text.told.sentence() + "\" [chunk " + (text.chunk + 1) % CHUNKS + "]"));
            cases.add(text.note("altered_number", text.told.restated(text.fiction.figure(text.otherNumber(), text.told.unit()))));
            cases.add(text.note("wrong_unit", text.told.restated(text.fiction.figure(text.told.number(), text.fiction.pick(text.told.others())))));
            cases.add(text.passage("irrelevant_passage", text.elsewhere()));
            cases.add(text.answer(VerificationCase.CLEAN, '"' + text.loosely(text.told.sentence()) + "\" [chunk " + text.chunk + "]"));
            cases.add(text.note(VerificationCase.CLEAN, text.told.restated(text.fiction.figure(text.told.number(), text.told.unit()))));
            cases.add(text.passage(VerificationCase.CLEAN, text.facts.chunks().get(text.chunk).text()));
        }
        return cases;
    }

    /** One text with the sentence that a case is about. */
    private final class Text {

        private final Random random;
        private final SyntheticCorpus fiction;
        private final List<Told> all;
        private final TextFacts facts;
        private final int chunk;
        private final Told told;

        Text(Random random, int number) {
            this.random = random;
            this.fiction = new SyntheticCorpus(random);
            int form = random.nextInt(12);
            int place = random.nextInt(16);
            this.all = IntStream.range(0, CHUNKS * SENTENCES).mapToObj(i -> fiction.sentence(form + i, place + i)).toList();
            this.chunk = random.nextInt(CHUNKS);
            this.told = all.get(chunk * SENTENCES + random.nextInt(SENTENCES));
            List<String> chunks = IntStream.range(0, CHUNKS).mapToObj(i -> String.join(random.nextBoolean() ? " " : "\n",
                    all.subList(i * SENTENCES, (i + 1) * SENTENCES).stream().map(Told::sentence).toList()) + "\n\n").toList();
            this.facts = TextFacts.of("almanac-" + number + ".txt", chunks, "What is known of this: " + told.topic() + "?");
        }

        VerificationCase note(String kind, String content) {
            return new VerificationCase(kind, new Subject.NoteWriting("note", "fact", "", content), facts, verifier);
        }

        VerificationCase answer(String kind, String answer) {
            return new VerificationCase(kind, new Subject.AnswerGiving(answer, List.of()), facts, verifier);
        }

        VerificationCase passage(String kind, String passage) {
            var span = new palimpsest.runtime.answer.ReadSpan(facts.document().id(), facts.document().name(), null, 0, passage);
            return new VerificationCase(kind, new Subject.ToolUse("readChunk", Map.of(), new LinkedHashMap<>(), true, List.of(span)), facts, verifier);
        }

        long otherNumber() {
            long other = told.number() + (random.nextBoolean() ? 1 + random.nextInt(9) : 10L * (1 + random.nextInt(9)));
            return all.stream().anyMatch(sentence -> sentence.number() == other) ? otherNumber() : other;
        }

        /** The quote with one word replaced, left out, put in or doubled, or one letter changed. */
        String altered() {
            List<String> words = new ArrayList<>(Arrays.asList(told.sentence().split(" ")));
            int at = 1 + random.nextInt(words.size() - 2);
            switch (random.nextInt(5)) {
                case 0 -> words.set(at, fiction.pick(List.of("never", "almost", "green", "seldom", "paper")));
                case 1 -> words.remove(at);
                case 2 -> words.add(at, fiction.pick(List.of("not", "hardly", "nearly", "formerly")));
                case 3 -> words.add(at, words.get(at));
                default -> words.set(at, letterChanged(words.get(at)));
            }
            return String.join(" ", words);
        }

        private String letterChanged(String word) {
            int at = random.nextInt(word.length());
            char old = word.charAt(at);
            return word.substring(0, at) + (old == 'z' ? 'x' : old == '7' ? '8' : Character.isDigit(old) ? '7' : 'z') + word.substring(at + 1);
        }

        /** The quote as it may come back from a page or a model: other spaces, marks, composition. */
        String loosely(String quote) {
            return switch (random.nextInt(5)) {
                case 0 -> quote.replace(" ", "  ");
                case 1 -> quote.replaceFirst(" ", "\n").replaceFirst(" ", "\u00A0");
                case 2 -> Normalizer.normalize(quote, Normalizer.Form.NFD);
                case 3 -> quote.replace('’', '\'').replace("-", "\u2010");
                default -> quote.substring(0, quote.length() - 1);
            };
        }

        String elsewhere() {
            return fiction.pick(List.of("Peel the onions, brown them slowly in butter and add stock, thyme and a spoonful of mustard.",
                    "The compiler reports an error when a sealed interface has no permitted implementation.",
                    "Her sister plays the bassoon and hates rehearsals on Monday mornings.",
                    "Photosynthesis turns carbon dioxide and light into sugar inside the leaves.",
                    "Goalkeepers may not touch the ball with their hands outside of the penalty area."));
        }
    }
}
