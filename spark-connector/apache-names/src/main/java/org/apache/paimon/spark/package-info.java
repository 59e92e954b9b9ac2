/**
 * Moraine's Spark connector under the class name that Apache's has.
 *
 * <p>Owns a name and nothing else: configurations and tutorials written for Apache's connector run
 * as they are. Not for a class path that has Apache's jar. Start with {@link
 * dev.moraine.spark.PaimonCatalog}.
 */
@NullMarked
package org.apache.paimon.spark;

import org.jspecify.annotations.NullMarked;
