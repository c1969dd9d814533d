package dev.millrace.standalone.house;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * What a service answers to: one method of one path.
 *
 * @param service its id
 * @param method `any` where the route does not say
 * @param handler simple name of the class that answers
 * @param mayTakeId whether a client can put an id into its path, query, headers or body
 */
public record Route(
        String service, String method, String pattern, String handler, boolean mayTakeId) {

    private static final Set<RequestMethod> WITHOUT_BODY =
            Set.of(RequestMethod.GET, RequestMethod.HEAD, RequestMethod.OPTIONS);

    /** Every route of a context. */
    static List<Route> of(String service, ApplicationContext context) {
        var routes = new ArrayList<Route>();
        for (var mapping :
                context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
            mapping.getHandlerMethods()
                    .forEach(
                            (info, handler) -> {
                                var methods = info.getMethodsCondition().getMethods();
                                for (var pattern : info.getPatternValues()) {
                                    if (methods.isEmpty()) {
                                        routes.add(route(service, "any", pattern, handler, true));
                                    }
                                    for (var method : methods) {
                                        var body = !WITHOUT_BODY.contains(method);
                                        routes.add(
                                                route(
                                                        service,
                                                        method.name(),
                                                        pattern,
                                                        handler,
                                                        body));
                                    }
                                }
                            });
        }
        return routes;
    }

    /** How it stands in a list. */
    public String name() {
        return service + " " + method + " " + pattern;
    }

    private static Route route(
            String service, String method, String pattern, HandlerMethod handler, boolean body) {
        var mayTakeId =
                pattern.contains("{")
                        || pattern.contains("*")
                        || (body && handler.getMethodParameters().length > 0);
        for (var parameter : handler.getMethodParameters()) {
            mayTakeId |= takesText(parameter);
        }
        return new Route(
                service, method, pattern, handler.getBeanType().getSimpleName(), mayTakeId);
    }

    private static boolean takesText(MethodParameter parameter) {
        var type = ClassUtils.resolvePrimitiveIfNecessary(parameter.getParameterType());
        var text = !Number.class.isAssignableFrom(type) && type != Boolean.class;
        return is(parameter, RequestHeader.class)
                || is(parameter, RequestBody.class)
                || (text && is(parameter, RequestParam.class));
    }

    private static boolean is(MethodParameter parameter, Class<? extends Annotation> annotation) {
        return parameter.hasParameterAnnotation(annotation);
    }
}
