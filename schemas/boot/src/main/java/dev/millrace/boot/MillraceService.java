package dev.millrace.boot;

import org.springframework.context.annotation.Configuration;

/** The parts every service imports. */
@Configuration(proxyBeanMethods = false)
public class MillraceService {}
