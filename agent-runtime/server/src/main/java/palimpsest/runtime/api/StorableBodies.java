package palimpsest.runtime.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import palimpsest.runtime.conversation.RequestRefused;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Refuses a JSON body with a text in it that the database can't hold, whatever the body is read into. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class StorableBodies extends RequestBodyAdviceAdapter {

    private final StorableJson texts;

    StorableBodies(JsonMapper json) {
        this.texts = new StorableJson(json);
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converter);
    }

    @Override
    public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
                                           Class<? extends HttpMessageConverter<?>> converter) throws IOException {
        byte[] body = message.getBody().readAllBytes();
        Optional<Problems.Invalid> problem;
        try {
            problem = texts.problem(unicode(message.getHeaders().getContentType(), body));
        } catch (JacksonException broken) {
            // Whoever reads the body says what is broken.
            problem = Optional.empty();
        }
        problem.ifPresent(text -> {
            throw RequestRefused.invalid(text.field(), text.field() + " " + text.message() + ". Take it out and send the rest again.");
        });
        return new Read(message.getHeaders(), body);
    }

    /** JSON in a character set of its own, as the body's reader decodes it. */
    private static byte[] unicode(MediaType type, byte[] body) {
        Charset charset = type == null ? null : type.getCharset();
        return charset == null || charset.name().startsWith("UTF-") ? body : new String(body, charset).getBytes(StandardCharsets.UTF_8);
    }

    private record Read(HttpHeaders headers, byte[] body) implements HttpInputMessage {
        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
