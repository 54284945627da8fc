package palimpsest.runtime.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rolling hash over the messages of a history: the key of a history with one message more follows from the key without it. What
 * clients change on the way back is no part of it: system messages (they hold the time of day), ids of calls, white space around
 * texts, line ends, and the order and spacing of a call's arguments.
 *
 * @param value SHA-256, 64 hexadecimal digits
 */
record HistoryKey(String value) {

    private static final JsonMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    /** The key of no message. Histories of different scopes have nothing to do with each other. */
    static HistoryKey of(String scope) {
        return new HistoryKey(digest("history", scope));
    }

    HistoryKey with(List<? extends HistoryMessage> messages) {
        HistoryKey key = this;
        for (HistoryMessage message : messages) {
            key = key.with(message);
        }
        return key;
    }

    HistoryKey with(HistoryMessage message) {
        return switch (message) {
            case HistoryMessage.SystemText ignored -> this;
            case HistoryMessage.UserText user -> with("user", plain(user.text()));
            case HistoryMessage.Assistant said -> with("assistant", plain(said.text()), said.calls().stream().map(HistoryKey::call).toList().toString());
            case HistoryMessage.Result result -> with("result", plain(result.content()));
        };
    }

    /** The key with something beside the messages. */
    HistoryKey with(String... parts) {
        return new HistoryKey(digest(value, parts));
    }

    private static String call(Call call) {
        return digest(call.name(), arguments(call.arguments()));
    }

    private static String arguments(String written) {
        try {
            return SORTED.writeValueAsString(SORTED.readValue(written, new TypeReference<TreeMap<String, Object>>() {}));
        } catch (JacksonException e) {
            return plain(written);
        }
    }

    private static String plain(String text) {
        return text == null ? "" : text.replace("\r\n", "\n").strip();
    }

    private static String digest(String first, String... others) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            update(digest, first);
            for (String other : others) {
                update(digest, other == null ? "" : other);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Each part with its length before it: no two lists of parts have the same bytes. */
    private static void update(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
