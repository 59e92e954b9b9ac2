/**
 * Moraine's session extensions under the class name that Apache's have.
 *
 * <p>Owns a name and nothing else: configurations and tutorials written for Apache's connector run
 * as they are. Not for a class path that has Apache's jar. Start with {@link
 * dev.moraine.spark.PaimonExtensions}.
 */
@NullMarked
package org.apache.paimon.spark.extensions;

import org.jspecify.annotations.NullMarked;
