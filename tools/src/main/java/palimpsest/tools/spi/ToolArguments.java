package palimpsest.tools.spi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of a call as the model wrote them. Readers accept what models commonly write instead of the declared type
 * (a number in quotes, {@code "true"}); a JSON null is as good as absent.
 */
public record ToolArguments(Map<String, Object> values) {

    public boolean has(String name) {
        return values.get(name) != null;
    }

    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The value as text; numbers and booleans as they are written. */
    public Optional<String> text(String name) {
        return value(name).map(ToolArguments::plain);
    }

    public String requireText(String name) {
        return text(name).orElseThrow(() -> new InvalidArgument(name + " is required."));
    }

    public int integer(String name, int otherwise) {
        return has(name) ? requireInteger(name) : otherwise;
    }

    public int requireInteger(String name) {
        Object value = value(name).orElseThrow(() -> new InvalidArgument(name + " is required and must be an integer."));
        try {
            return switch (value) {
                case Number number -> new BigDecimal(number.toString()).intValueExact();
                case String text -> new BigDecimal(text.strip()).intValueExact();
                default -> throw new InvalidArgument(name + " must be an integer.");
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidArgument(name + " must be an integer, not " + plain(value) + ".");
        }
    }

    public Optional<Boolean> bool(String name) {
        return value(name).map(value -> switch (value) {
            case Boolean bool -> bool;
            case Number number -> number.doubleValue() != 0;
            case String text when text.strip().equalsIgnoreCase("true") -> true;
            case String text when text.strip().equalsIgnoreCase("false") -> false;
            default -> throw new InvalidArgument(name + " must be true or false, not " + plain(value) + ".");
        });
    }

    /** A list of texts; a single text stands for a list of one. */
    public List<String> texts(String name) {
        return switch (value(name).orElse(List.of())) {
            case List<?> list -> list.stream().map(ToolArguments::plain).toList();
            case Object single -> List.of(plain(single));
        };
    }

    private static String plain(Object value) {
        return String.valueOf(value);
    }
}
