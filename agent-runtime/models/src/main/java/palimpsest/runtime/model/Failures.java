package palimpsest.runtime.model;

import dev.langchain4j.exception.UnsupportedFeatureException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import palimpsest.runtime.model.ModelFailure.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Words the failures of one endpoint, without its secrets. */
final class Failures {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHOWN = 300;
    private static final int SHORTEST_SECRET = 4;
    private static final int HTTP_UNAUTHORIZED = 401;
    private static final int HTTP_FORBIDDEN = 403;
    private static final int HTTP_TOO_MANY = 429;
    private static final int HTTP_SERVER_ERROR = 500;
    private static final Set<String> FAILED = Set.of("error", "abort", "aborted", "cancelled", "canceled", "network_error", "timeout");
    /** Names of classes, and where in the source of a parser it was: they tell a user nothing. */
    private static final Pattern OF_JAVA = Pattern.compile("\\b(?:[a-z][\\w]*\\.){2,}[A-Z][\\w$]*:\\s*|\\s*at \\[Source:.*|\\s*\\(through reference chain.*", Pattern.DOTALL);
    /** A line of a stream of server-sent events. */
    private static final Pattern EVENT_LINE = Pattern.compile("(data|event|id|retry)?:.*", Pattern.DOTALL);
    private static final Pattern TOO_LONG = Pattern.compile(
            "context.?(length|window|size)|maximum context|too (long|large|many tokens)|exceeds? .*tokens", Pattern.CASE_INSENSITIVE);

    private final ModelSettings settings;
    private final Clock clock;
    private final Set<String> secrets = new LinkedHashSet<>();

    Failures(ModelSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        if (settings.apiKey() != null) {
            secrets.add(settings.apiKey());
        }
        settings.headers().values().forEach(value -> {
            secrets.add(value);
            // "Bearer KEY": the key alone may be what comes back.
            secrets.add(value.substring(value.lastIndexOf(' ') + 1));
        });
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
    }

    ModelFailure unreachable(Throwable origin) {
        return failure(Kind.UNREACHABLE, "can't be reached: check that it runs and that the base-url of model "
                + settings.name() + " is right", origin);
    }

    ModelFailure timeout(Throwable origin) {
        return failure(Kind.TIMEOUT, "gave no complete answer within " + seconds(settings.timeout())
                + ": raise the timeout of model " + settings.name() + " or look at the server's load", origin);
    }

    ModelFailure cutOff(Throwable origin) {
        return failure(Kind.BAD_RESPONSE, "closed the connection in the middle of its answer: look at the server's log; "
                + "a proxy with a shorter timeout can do this too", origin);
    }

    ModelFailure tooLong(int bytes) {
        return failure(Kind.BAD_RESPONSE, "sent more than " + bytes / (1024 * 1024) + " MB in one answer: check the base-url of model " + settings.name(), null);
    }

    ModelFailure cancelled(Throwable origin) {
        return failure(Kind.CANCELLED, "was left waiting: the call was cancelled", origin);
    }

    ModelFailure keyMissing(String remedy) {
        return failure(Kind.UNAUTHORIZED, "needs a key: " + remedy, null);
    }

    ModelFailure notJson(String contentType, String body) {
        String start = body.stripLeading();
        String what;
        if (contentType.contains("html") || start.startsWith("<")) {
            what = "answered with a web page instead of JSON: check the base-url of model " + settings.name()
                    + ", which for most servers ends in /v1";
        } else if (start.isEmpty()) {
            what = "answered with nothing: look at the server's log";
        } else if (start.startsWith("{")) {
            what = "answered with JSON that breaks off: look at the server's log";
        } else {
            what = "answered with something that isn't JSON (" + shown(start) + "): check the base-url of model " + settings.name();
        }
        return failure(Kind.BAD_RESPONSE, what, null);
    }

    ModelFailure noMessage(JsonNode body) {
        return failure(Kind.BAD_RESPONSE, "gave an answer without a message. Check that model " + settings.modelName() + " is loaded and is a chat model", null);
    }

    /** A stream that ended without a single event of a message. */
    ModelFailure noEvents(String beginning, Throwable origin) {
        String start = beginning.stripLeading();
        if (start.startsWith(":")) {
            return failure(Kind.BAD_RESPONSE, "kept the connection open with comments and closed it without an answer: try again, or look at the server's log",
                    origin);
        }
        return EVENT_LINE.matcher(start).matches() ? cutOff(origin) : notJson("", beginning);
    }

    /** An error that the endpoint tells of although it began to answer with a success. */
    ModelFailure reported(JsonNode error) {
        String message = error.path("message").asString(error.path("detail").asString(error.isString() ? error.stringValue() : error.toString()));
        String said = ": " + shown(message);
        int status = status(error);
        if (status == HTTP_TOO_MANY || status == HTTP_UNAUTHORIZED || status == HTTP_FORBIDDEN || status >= HTTP_SERVER_ERROR) {
            return status(status, header -> null, error.toString());
        }
        if (saysTooLong(message)) {
            return failure(Kind.CONTEXT_LENGTH, "refused the request" + said, null);
        }
        String type = (error.path("type").asString("") + " " + error.path("code").asString("")).toLowerCase(Locale.ROOT);
        Kind kind = kind(type, status);
        return failure(kind, switch (kind) {
            case RATE_LIMITED -> "takes no more requests for now" + said;
            case UNAUTHORIZED -> "refused the key" + said;
            case BAD_REQUEST -> "refused the request" + said;
            default -> "broke off with an error" + said;
        }, null);
    }

    private static int status(JsonNode error) {
        for (String name : new String[] {"code", "status", "status_code"}) {
            JsonNode value = error.path(name);
            String text = value.isNumber() || value.isString() ? value.asString() : "";
            if (text.matches("[45]\\d\\d")) {
                return Integer.parseInt(text);
            }
        }
        return 0;
    }

    private static Kind kind(String type, int status) {
        if (type.contains("rate_limit") || type.contains("too_many") || type.contains("quota")) {
            return Kind.RATE_LIMITED;
        }
        if (type.contains("authentication") || type.contains("permission") || type.contains("api_key")) {
            return Kind.UNAUTHORIZED;
        }
        return type.contains("invalid_request") || type.contains("not_found") || status > 0 ? Kind.BAD_REQUEST : Kind.PROVIDER_ERROR;
    }

    /** Whether a reason for the end of a message says that something failed: servers that were stopped or lost their own provider say so. */
    static boolean isError(String stopReason) {
        String reason = stopReason == null ? "" : stopReason.toLowerCase(Locale.ROOT);
        return FAILED.contains(reason) || reason.contains("malformed_function_call");
    }

    ModelFailure endedInError() {
        return failure(Kind.PROVIDER_ERROR, "broke off its answer with an error that it does not tell: try again, or look at the server's log", null);
    }

    /** @param header gives a response header's value, or null */
    ModelFailure status(int status, Function<String, String> header, String body) {
        String said = body == null || body.isBlank() ? "" : " It says: " + shown(providerMessage(body));
        return switch (status) {
            case 401, 403 -> failure(Kind.UNAUTHORIZED, (settings.apiKey() == null ? "wants a key" : "refused the key")
                    + " (" + status + "): set the api-key of model " + settings.name() + " to one that is valid there." + said, null);
            case 404 -> failure(Kind.BAD_REQUEST, "knows no model " + settings.modelName() + " or no such address (404): check the "
                    + "model-name and the base-url of model " + settings.name() + "." + said, null);
            case 408 -> timeout(null);
            case 429 -> {
                Optional<Duration> wait = retryAfter(header);
                yield new ModelFailure(Kind.RATE_LIMITED, sentence("takes no more requests for now (429)"
                        + wait.map(w -> " and asks to wait " + seconds(w)).orElse("")
                        + ": try again later or use another key or model." + said), wait.orElse(null), null);
            }
            default -> {
                if (status >= 500) {
                    yield new ModelFailure(Kind.PROVIDER_ERROR, sentence("failed (" + status
                            + "): try again later, or look at the server's log if it is yours." + said),
                            retryAfter(header).orElse(null), null);
                }
                if (status < 400) {
                    yield failure(Kind.BAD_REQUEST, "answered with a redirect (" + status + "): set the base-url of model "
                            + settings.name() + " to where it leads", null);
                }
                boolean tooLong = saysTooLong(body);
                yield failure(tooLong ? Kind.CONTEXT_LENGTH : Kind.BAD_REQUEST, "refused the request (" + status + ")" + (tooLong
                        ? ": it is longer than the model takes. Set the window of model " + settings.name()
                                + " to what the server allows." : ".") + said, null);
            }
        };
    }

    /** What LangChain4j threw, as a failure of this endpoint. */
    ModelFailure translate(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelFailure failure) {
                return failure;
            }
        }
        if (thrown instanceof UnsupportedFeatureException || thrown instanceof IllegalArgumentException) {
            return failure(Kind.BAD_REQUEST, "can't be sent this request: " + shown(String.valueOf(thrown.getMessage())), thrown);
        }
        return failure(Kind.BAD_RESPONSE, "gave an answer that can't be understood ("
                + shown(OF_JAVA.matcher(String.valueOf(thrown.getMessage())).replaceAll("")) + "): check that it speaks the " + settings.provider().id()
                + " interface", thrown);
    }

    static boolean saysTooLong(String text) {
        return text != null && TOO_LONG.matcher(text).find();
    }

    private Optional<Duration> retryAfter(Function<String, String> header) {
        String text = header.apply("Retry-After");
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.ofMillis((long) (Math.max(0, Double.parseDouble(text.strip())) * 1000)));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
                Duration wait = Duration.between(clock.instant(), then);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException notADate) {
                // A header that says nothing is as good as none: the usual waits apply.
                return Optional.empty();
            }
        }
    }

    private ModelFailure failure(Kind kind, String what, Throwable origin) {
        return new ModelFailure(kind, sentence(what), null, origin);
    }

    private String sentence(String what) {
        String whole = "The model endpoint " + settings.shownUrl() + " " + what;
        return redacted(whole);
    }

    private static String providerMessage(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            for (String path : new String[] {"/error/message", "/error", "/message", "/detail"}) {
                if (tree.at(path).isString()) {
                    return tree.at(path).stringValue();
                }
            }
        } catch (JacksonException notJson) {
            return body.stripLeading().startsWith("<") ? "(a web page)" : body;
        }
        return body;
    }

    private String shown(String text) {
        String line = redacted(text).strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private String redacted(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
