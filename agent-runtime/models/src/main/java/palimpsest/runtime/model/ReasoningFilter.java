package palimpsest.runtime.model;

/**
 * Takes reasoning out of a message's text while it comes: what stands between {@code <think>} and {@code </think>}. A block that begins the
 * message or a line need not end; one in the middle of a line must, because a text may speak of the tag. Code is left as it is. Some chat
 * templates write the first tag into the prompt: then all before a {@code </think>} that begins or ends a line is reasoning. For one message.
 */
final class ReasoningFilter {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";
    private static final int FENCE = 3;

    private enum Mode { TEXT, REASONING, PERHAPS }

    private final StringBuilder pending = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private Mode mode = Mode.TEXT;
    /** Nothing but white space since the line began. */
    private boolean atLineStart = true;
    /** Backticks that opened the code that goes on; 0 outside of code. */
    private int code;
    /** Characters of the block that may end, in which its end was looked for. */
    private int searched;
    private boolean saidAnything;
    private boolean anyReasoning;
    private boolean tookBack;

    /** The answer in a whole text; null for null. */
    static String answer(String text) {
        if (text == null || text.indexOf(OPEN) < 0 && text.indexOf(CLOSE) < 0) {
            return text;
        }
        var filter = new ReasoningFilter();
        String answer = filter.more(text);
        String rest = filter.end();
        return filter.tookBack() ? rest : answer + rest;
    }

    /** What of the answer can be shown more; empty for nothing. */
    String more(String part) {
        tookBack = false;
        pending.append(part);
        read(false);
        return taken();
    }

    /** What is left to show at the end of the message. */
    String end() {
        tookBack = false;
        read(true);
        return taken();
    }

    /** Whether all that was shown before the last call turned out to be reasoning. */
    boolean tookBack() {
        return tookBack;
    }

    private String taken() {
        String text = shown.toString();
        shown.setLength(0);
        return text;
    }

    private void read(boolean end) {
        int at = 0;
        while (at < pending.length()) {
            int next = switch (mode) {
                case TEXT -> text(at, end);
                case REASONING -> reasoning(at, end);
                case PERHAPS -> perhaps(at, end);
            };
            if (next < 0) {
                break;
            }
            at = next;
        }
        pending.delete(0, at);
    }

    /** Where to go on; negative when more has to come first. */
    private int text(int at, boolean end) {
        char c = pending.charAt(at);
        if (c == '`') {
            return backticks(at, end);
        }
        if (c == '<' && code == 0) {
            if (begins(OPEN, at)) {
                mode = atLineStart ? Mode.REASONING : Mode.PERHAPS;
                return at;
            }
            if (begins(CLOSE, at)) {
                return strayEnd(at, end);
            }
            if (!end && (mayBegin(OPEN, at) || mayBegin(CLOSE, at))) {
                return -1;
            }
        }
        if (c == '\n') {
            code = code < FENCE ? 0 : code;
        }
        show(c);
        return at + 1;
    }

    private int backticks(int at, boolean end) {
        int after = at;
        while (after < pending.length() && pending.charAt(after) == '`') {
            after++;
        }
        if (after == pending.length() && !end) {
            return -1;
        }
        int run = after - at;
        code = code == 0 ? run : code == run ? 0 : code;
        for (int i = at; i < after; i++) {
            show('`');
        }
        return after;
    }

    private int strayEnd(int at, boolean end) {
        int after = at + CLOSE.length();
        if (after == pending.length() && !end) {
            return -1;
        }
        boolean endsLine = after == pending.length() || pending.charAt(after) == '\n' || pending.charAt(after) == '\r';
        if (anyReasoning || !atLineStart && !endsLine) {
            show('<');
            return at + 1;
        }
        shown.setLength(0);
        tookBack = true;
        saidAnything = false;
        reasoned();
        return after;
    }

    private int reasoning(int at, boolean end) {
        int close = pending.indexOf(CLOSE, at);
        if (close >= 0) {
            mode = Mode.TEXT;
            reasoned();
            return close + CLOSE.length();
        }
        if (end) {
            return pending.length();
        }
        return kept(at);
    }

    /** What can't be part of a closing tag is let go of; negative when all may be. */
    private int kept(int at) {
        int next = Math.max(at, pending.length() - CLOSE.length() + 1);
        return next == at ? -1 : next;
    }

    private int perhaps(int at, boolean end) {
        int close = pending.indexOf(CLOSE, at + searched);
        searched = Math.max(0, pending.length() - at - CLOSE.length() + 1);
        if (close >= 0) {
            mode = Mode.TEXT;
            searched = 0;
            reasoned();
            return close + CLOSE.length();
        }
        if (!end) {
            return -1;
        }
        // It never ended: the text only speaks of the tag.
        mode = Mode.TEXT;
        searched = 0;
        show('<');
        return at + 1;
    }

    private void reasoned() {
        anyReasoning = true;
        atLineStart = true;
    }

    private void show(char c) {
        boolean blank = Character.isWhitespace(c);
        if (anyReasoning && !saidAnything && blank) {
            return;
        }
        atLineStart = c == '\n' || atLineStart && blank;
        saidAnything |= !blank;
        shown.append(c);
    }

    private boolean begins(String tag, int at) {
        return pending.length() - at >= tag.length() && tag.contentEquals(pending.subSequence(at, at + tag.length()));
    }

    private boolean mayBegin(String tag, int at) {
        return pending.length() - at < tag.length() && tag.startsWith(pending.substring(at));
    }
}
