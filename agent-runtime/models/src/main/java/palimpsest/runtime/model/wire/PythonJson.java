package palimpsest.runtime.model.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON to the byte as Python's {@code json.dumps(value, ensure_ascii=False)} does, because that is the text that a
 * checkpoint trained with the reference implementation has seen: {@code ", "} and {@code ": "} as separators, keys in the order
 * of the map, non-ASCII kept, control characters as lower-case hexadecimal escapes, floats as Python's {@code repr}.
 */
public final class PythonJson {

    private static final int SHORTEST_POINT_NOTATION = -4;
    private static final int LONGEST_POINT_NOTATION = 16;

    private PythonJson() {
    }

    /**
     * The JSON text of a value: null, Boolean, String, Number, Collection, Map with String keys, or a Jackson tree of these.
     * Integers of any size stay exact; every other number is written as the double that it is nearest to.
     *
     * @throws IllegalArgumentException for any other type
     */
    public static String write(Object value) {
        var out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> appendText(out, text);
            case Boolean truth -> out.append(truth.booleanValue());
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(number.longValue());
            case Short number -> out.append(number.shortValue());
            case Byte number -> out.append(number.byteValue());
            case BigInteger number -> out.append(number);
            case Double number -> out.append(floatText(number));
            // Through its text, so that 0.1f is 0.1 and not the digits of its widening.
            case Float number -> out.append(floatText(Double.parseDouble(number.toString())));
            case BigDecimal number -> out.append(floatText(number.doubleValue()));
            case Map<?, ?> map -> appendMap(out, map);
            case Collection<?> list -> appendList(out, list);
            case JsonNode tree -> appendTree(out, tree);
            default -> throw new IllegalArgumentException("JSON has no form for a " + value.getClass().getName());
        }
    }

    private static void appendMap(StringBuilder out, Map<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("A JSON object needs text as keys, not " + entry.getKey());
            }
            out.append(separator);
            appendText(out, key);
            out.append(": ");
            append(out, entry.getValue());
            separator = ", ";
        }
        out.append('}');
    }

    private static void appendList(StringBuilder out, Iterable<?> list) {
        out.append('[');
        String separator = "";
        for (Object item : list) {
            out.append(separator);
            append(out, item);
            separator = ", ";
        }
        out.append(']');
    }

    private static void appendTree(StringBuilder out, JsonNode tree) {
        switch (tree.getNodeType()) {
            case NULL -> out.append("null");
            case STRING -> appendText(out, tree.stringValue());
            case BOOLEAN -> out.append(tree.booleanValue());
            case NUMBER -> append(out, tree.numberValue());
            case ARRAY -> appendList(out, tree.values());
            case OBJECT -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<String, JsonNode> property : tree.properties()) {
                    out.append(separator);
                    appendText(out, property.getKey());
                    out.append(": ");
                    appendTree(out, property.getValue());
                    separator = ", ";
                }
                out.append('}');
            }
            default -> throw new IllegalArgumentException("JSON has no form for a " + tree.getNodeType() + " node");
        }
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static String floatText(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < SHORTEST_POINT_NOTATION || exponent >= LONGEST_POINT_NOTATION) {
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = shortest.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private static BigDecimal shortest(double value) {
        var twoDigitsOrMore = new BigDecimal(Double.toString(value));
        // Java prefers the nearer of two digits where one digit would do (4.9E-324); Python takes the one.
        if (twoDigitsOrMore.stripTrailingZeros().precision() == 2) {
            var one = new BigDecimal(value).round(new MathContext(1));
            if (one.doubleValue() == value) {
                return one;
            }
        }
        return twoDigitsOrMore;
    }
}
