package palimpsest.memory.note;

import java.util.Arrays;
import java.util.Optional;

/** How a conversation names a lasting note: {@code agent/prices}, {@code user/likes}. A key without a scope is the conversation's own. */
public record NoteAddress(NoteScope scope, String key) {

    /** Empty when the key is the conversation's own. */
    public static Optional<NoteAddress> parse(String key) {
        return Arrays.stream(NoteScope.values())
                .filter(scope -> key.startsWith(scope.label() + "/") && !key.substring(scope.label().length() + 1).isBlank())
                .map(scope -> new NoteAddress(scope, key.substring(scope.label().length() + 1)))
                .findFirst();
    }

    @Override
    public String toString() {
        return scope.label() + "/" + key;
    }
}
