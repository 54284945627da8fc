package palimpsest.runtime.model;

import java.util.List;

/**
 * Takes reasoning out of a message's text while it comes: what stands between {@code <think>} and {@code </think>}. A block that begins the
 * message or a line need not end; one in the middle of a line must, because a text may speak of the tag. Code is left as it is. Some chat
 * templates write the first tag into the prompt: then all before a {@code </think>} that begins or ends a line, or stands between two words without
 * a space, is reasoning. Tags of other models ({@code <thinking>}, {@code [THINK]}, the channels of gpt-oss …) count only at the beginning of the
 * message, since answers may have elements of such names; a message that is one such element and nothing else is an answer. For one message.
 */
final class ReasoningFilter {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";
    private static final int FENCE = 3;

    /** @param element whether answers may well have an element of this name */
    private record Block(String open, String close, boolean element) {
        Block(String open, String close) {
            this(open, close, false);
        }
    }

    private static final Block THINK = new Block(OPEN, CLOSE);
    private static final List<Block> LEADING = List.of(THINK, new Block("<thinking>", "</thinking>", true), new Block("<thought>", "</thought>", true),
            new Block("<reasoning>", "</reasoning>", true), new Block("<seed:think>", "</seed:think>"), new Block("[think]", "[/think]"),
            new Block("\u25C1think\u25B7", "\u25C1/think\u25B7"), new Block("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"));

    private enum Mode { TEXT, REASONING, PERHAPS }

    private final StringBuilder pending = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private Mode mode = Mode.TEXT;
    /** The one that goes on. */
    private Block block = THINK;
    /** The element that began the message, as it was written. */
    private final StringBuilder element = new StringBuilder();
    private boolean wholeElement;
    /** Nothing but white space since the line began. */
    private boolean atLineStart = true;
    /** Backticks that opened the code that goes on; 0 outside of code. */
    private int code;
    /** Characters of the block that may end, in which its end was looked for. */
    private int searched;
    private boolean saidAnything;
    /** The last character that was shown. */
    private char last;
    private boolean anyReasoning;
    private boolean tookBack;

    /** The answer in a whole text; null for null. */
    static String answer(String text) {
        if (text == null || text.indexOf(CLOSE) < 0 && LEADING.stream().noneMatch(each -> indexOf(text, each.open(), 0) >= 0)) {
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
        if (wholeElement && !saidAnything) {
            shown.append(element);
        }
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
        if (!saidAnything && !Character.isWhitespace(c)) {
            for (Block each : LEADING) {
                if (begins(each.open(), at)) {
                    block = each;
                    mode = Mode.REASONING;
                    element.setLength(0);
                    wholeElement = false;
                    keep(at, at + each.open().length());
                    return at + each.open().length();
                }
            }
            if (!end && LEADING.stream().anyMatch(each -> mayBegin(each.open(), at))) {
                return -1;
            }
        }
        if (c == '<' && code == 0) {
            if (begins(OPEN, at)) {
                block = THINK;
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
        boolean betweenWords = saidAnything && endsWord(last) && after < pending.length() && Character.isLetterOrDigit(pending.charAt(after));
        if (anyReasoning || !atLineStart && !endsLine && !betweenWords) {
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
        int close = indexOf(pending, block.close(), at);
        if (close >= 0) {
            mode = Mode.TEXT;
            reasoned();
            keep(at, close + block.close().length());
            wholeElement = block.element();
            return close + block.close().length();
        }
        if (end) {
            return pending.length();
        }
        return kept(at);
    }

    /** What can't be part of a closing tag is let go of; negative when all may be. */
    private int kept(int at) {
        int next = Math.max(at, pending.length() - block.close().length() + 1);
        keep(at, next);
        return next == at ? -1 : next;
    }

    private void keep(int from, int to) {
        if (block.element()) {
            element.append(pending, from, to);
        }
    }

    private int perhaps(int at, boolean end) {
        int close = indexOf(pending, CLOSE, at + searched);
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
        last = c;
        shown.append(c);
    }

    private static boolean endsWord(char c) {
        return Character.isLetterOrDigit(c) || ".!?\u3002\uFF01\uFF1F".indexOf(c) >= 0;
    }

    private boolean begins(String tag, int at) {
        return pending.length() - at >= tag.length() && matches(pending, at, tag, tag.length());
    }

    private boolean mayBegin(String tag, int at) {
        int there = pending.length() - at;
        return there < tag.length() && matches(pending, at, tag, there);
    }

    /** @param tag in small letters; the text's may be capitals */
    private static boolean matches(CharSequence text, int at, String tag, int length) {
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase(text.charAt(at + i)) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(CharSequence text, String tag, int from) {
        for (int at = Math.max(0, from); at + tag.length() <= text.length(); at++) {
            if (matches(text, at, tag, tag.length())) {
                return at;
            }
        }
        return -1;
    }
}
