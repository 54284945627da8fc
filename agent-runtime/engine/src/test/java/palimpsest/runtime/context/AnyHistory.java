package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Histories of many kinds: long and short messages, several calls in a turn, malformed arguments, prunes, notes, several runs. */
public final class AnyHistory {

    private AnyHistory() {}

    /** Every call is answered: a request may be made from it. */
    public static Arbitrary<History> whole() {
        return Combinators.combine(moves(), Arbitraries.of(true, false)).as((moves, keepAssistantText) -> {
            var history = new History(History.terms(2000, keepAssistantText)).ask("What grows on the ridge?");
            moves.forEach(move -> move.accept(history));
            return history.answerAll();
        });
    }

    private static Arbitrary<List<Consumer<History>>> moves() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, texts().<Consumer<History>>map(question -> history -> history.ask("Next: " + question))),
                Tuple.of(8, Combinators.combine(texts().injectNull(0.4), calls()).<Consumer<History>>as((text, calls) -> history -> history.say(text, calls))),
                Tuple.of(8, texts().<Consumer<History>>map(content -> history -> history.answer("content", content, "reading_progress", "1/3"))),
                Tuple.of(2, texts().<Consumer<History>>map(message -> history -> history.answer("error", message))),
                Tuple.of(3, Combinators.combine(keys(), texts()).<Consumer<History>>as((key, summary) -> history -> history.note(key, summary))),
                Tuple.of(1, keys().<Consumer<History>>map(key -> history -> history.forget(key))),
                Tuple.of(4, Combinators.combine(Arbitraries.integers().between(0, 40), Arbitraries.of("agent", "runtime"))
                        .<Consumer<History>>as((n, by) -> history -> history.prune(n, by))),
                Tuple.of(1, Arbitraries.integers().between(0, 40).<Consumer<History>>map(n -> history -> history.hold(n))),
                Tuple.of(2, Arbitraries.integers().between(1, 4).<Consumer<History>>map(n -> history -> history.fold(n))),
                Tuple.of(2, Arbitraries.integers().between(0, 40).<Consumer<History>>map(n -> history -> history.restore(n))),
                Tuple.of(2, Combinators.combine(texts(), Arbitraries.integers().between(0, 60))
                        .<Consumer<History>>as((content, characters) -> history -> history.answerInPart(content, characters))),
                Tuple.of(1, texts().<Consumer<History>>map(text -> history -> history.notice(text))),
                Tuple.of(1, Arbitraries.doubles().between(1, 3).<Consumer<History>>map(to -> history -> history.refuse(to))),
                Tuple.of(1, Arbitraries.just("Your last message was empty.").<Consumer<History>>map(text -> history -> history.nudge(text))),
                Tuple.of(1, Arbitraries.integers().between(1, 3).<Consumer<History>>map(n -> history -> history.attach(n))),
                Tuple.of(1, Arbitraries.integers().between(1, 3).<Consumer<History>>map(n -> history -> history.detach(n))),
                Tuple.of(1, Arbitraries.integers().between(1, 300).<Consumer<History>>map(size -> history -> history.index(size))),
                Tuple.of(1, Arbitraries.integers().between(0, 9).<Consumer<History>>map(chunk -> history -> history.read(chunk))),
                Tuple.of(1, Combinators.combine(keys(), Arbitraries.of(true, false)).<Consumer<History>>as((act, allowed) -> history -> history.act(act, allowed))),
                Tuple.of(1, Arbitraries.just(0).<Consumer<History>>map(ignored -> history -> history.cancel())),
                Tuple.of(1, Arbitraries.just(0).<Consumer<History>>map(ignored -> history -> history.fail()))).list().ofMaxSize(50);
    }

    private static Arbitrary<List<String[]>> calls() {
        var one = Combinators.combine(Arbitraries.of("readChunk", "loadDocument", "note", "updateNote", "searchEngine", "finish", "teleport"), arguments())
                .as((tool, arguments) -> new String[] {tool, arguments});
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.<List<String[]>>just(List.of())), Tuple.of(6, one.list().ofSize(1)),
                Tuple.of(2, one.list().ofMinSize(2).ofMaxSize(4)));
    }

    private static Arbitrary<String> arguments() {
        return Arbitraries.oneOf(Arbitraries.of("{}", "{\"chunk_id\": 3}", "{ \"key\" : \"größer 😀\" }", "{\"a\":{\"b\":[1,2.50,null]}}"),
                Arbitraries.of("", " ", "null", "[]", "3", "\"text\"", "{\"chunk_id\": ", "{} {}", "{'a': 1}", "chunk 3", "{\"a\": NaN}", "\u0000"),
                texts());
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.of("count", "places", "größe", "5", "**bold**");
    }

    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.of("", " \n", "one", "größer 日本語 😀", "  padded  "),
                Arbitraries.integers().between(1, 120).map(AnyHistory::words));
    }

    private static String words(int count) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add("word" + i % 7);
        }
        return String.join(" ", words);
    }
}
