package palimpsest.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** What a {@link ScriptedModelServer} does with one request: a proper {@link Reply}, or something that goes wrong. */
public sealed interface Answer {

    /**
     * What a model says, written in the form of the endpoint that was asked.
     *
     * @param text       the text; null is sent as null, "" as the empty string
     * @param calls      the tool calls, in order; may be empty
     * @param usage      token counts, or null to leave them out of the response
     * @param stopReason the stop reason in OpenAI's words, or null for {@code tool_calls} with calls and {@code stop} without
     */
    record Reply(String text, List<Call> calls, Usage usage, String stopReason) implements Answer {
        public Reply {
            calls = List.copyOf(calls);
        }

        /** Text alone. */
        public static Reply text(String text) {
            return new Reply(text, List.of(), null, null);
        }

        /** One tool call without text; {@code arguments} goes out verbatim, valid JSON or not. */
        public static Reply call(String tool, String arguments) {
            return new Reply(null, List.of(new Call(null, tool, arguments)), null, null);
        }

        /** The same with a further tool call. */
        public Reply andCall(String tool, String arguments) {
            return andCall(new Call(null, tool, arguments));
        }

        /** The same with a further tool call. */
        public Reply andCall(Call call) {
            var more = new ArrayList<>(calls);
            more.add(call);
            return new Reply(text, more, usage, stopReason);
        }

        /** The same with this text. */
        public Reply saying(String newText) {
            return new Reply(newText, calls, usage, stopReason);
        }

        /** The same with token counts. */
        public Reply usage(int promptTokens, int completionTokens) {
            return new Reply(text, calls, new Usage(promptTokens, completionTokens), stopReason);
        }

        /** The model refuses: in OpenAI's words a {@code refusal} beside a content that is null, elsewhere a text and the stop reason {@code refusal}. */
        public static Reply refusal(String text) {
            return new Reply(text, List.of(), null, "refusal");
        }

        /** The same with a stop reason such as {@code length}. */
        public Reply stoppedBy(String reason) {
            return new Reply(text, calls, usage, reason);
        }
    }

    /**
     * A tool call.
     *
     * @param id        the call's id, or null for {@code call_N} where N counts this server's replies from 1
     *                  (a second call of the same reply gets {@code call_N_2}); "" sends no id at all
     * @param tool      the tool's name
     * @param arguments the argument text
     */
    record Call(String id, String tool, String arguments) {
        public Call {
            Objects.requireNonNull(tool, "tool");
            Objects.requireNonNull(arguments, "arguments");
        }
    }

    /** Token counts of one exchange. */
    record Usage(int promptTokens, int completionTokens) {
    }

    /** A complete response with this status, these headers and this body. */
    record Status(int status, Map<String, String> headers, String body) implements Answer {
        public Status {
            headers = Map.copyOf(headers);
        }

        /** An error in OpenAI's form with a message of its own. */
        public static Status of(int status) {
            return of(status, "scripted " + status);
        }

        /** An error in OpenAI's form with this message. */
        public static Status of(int status, String message) {
            return new Status(status, Map.of("Content-Type", "application/json"), Json.error(message));
        }

        /** 429 that asks to wait; {@code retryAfter} is the header's text (seconds or an HTTP date). */
        public static Status tooManyRequests(String retryAfter) {
            return of(429, "slow down").with("Retry-After", retryAfter);
        }

        /** 200 with an HTML page, as a proxy or a wrong port gives it. */
        public static Status html() {
            return new Status(200, Map.of("Content-Type", "text/html"), "<!doctype html><html><body>Welcome</body></html>");
        }

        /** 200 with JSON that holds no choice. */
        public static Status emptyChoices() {
            return new Status(200, Map.of("Content-Type", "application/json"),
                    "{\"id\":\"chatcmpl-0\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"scripted\",\"choices\":[]}");
        }

        /** 200 with this text as JSON. */
        public static Status json(String body) {
            return new Status(200, Map.of("Content-Type", "application/json"), body);
        }

        /** The same with a further header. */
        public Status with(String header, String value) {
            var more = new HashMap<>(headers);
            more.put(header, value);
            return new Status(status, more, body);
        }
    }

    /**
     * Begins to answer with {@code said}, then tells of an error as the endpoint does inside a stream that began with 200. {@code said} may be null: then
     * nothing comes before. Who asks for no stream gets the error in place of a message, with 200 too.
     */
    record ErrorInside(Reply said, int status, String message) implements Answer {
    }

    /** A stream of nothing but comments, as endpoints keep a connection open; nothing at all to who asks for no stream. */
    record CommentsOnly() implements Answer {
    }

    /** Streams these texts one by one as parts of one message, split where they are; whole, it is their concatenation. */
    record Pieces(List<String> texts) implements Answer {
        public Pieces {
            texts = List.copyOf(texts);
        }
    }

    /** Announces the whole of {@code reply}, sends the first half of its bytes and closes the connection. */
    record HalfThenClose(Reply reply) implements Answer {
    }

    /** Sends the first half of {@code reply}'s bytes, then nothing more until the server is closed. */
    record HalfThenSilence(Reply reply) implements Answer {
    }

    /** Streams the first half of {@code reply}'s parts, waits, and streams the others; whole after the wait to who asks for no stream. */
    record Held(Reply reply, CountDownLatch until) implements Answer {
    }

    /** Gives {@code answer} after {@code delay}. */
    record Late(Duration delay, Answer answer) implements Answer {
    }

    /** Never answers: the connection stays open until the server is closed. */
    record Silence() implements Answer {
    }
}
