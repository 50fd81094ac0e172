# SPDX-License-Identifier: Apache-2.0
#
# Penalised fits of glmnet, timed around the call that fits.
#
#   Rscript penalty_glmnet.R ARRAYS PENALTIES INTERCEPT THRESHOLD RUNS ANSWERS FOLDS THREADS
#
# The files are those of penalty_peers.py. FOLDS: "-", or a text file with the fold of each row: then
# it times cv.glmnet, ANSWERS gets (mean, standard error) for each point, and THREADS > 1 gives the
# folds to as many processes.

suppressMessages(library(glmnet))
arguments <- commandArgs(trailingOnly = TRUE)

read_arrays <- function(path) {
  data <- file(path, "rb")
  on.exit(close(data))
  head <- readBin(data, "integer", 4, size = 8)
  if (head[1] != 0) stop("only dense arrays are read here")
  target <- readBin(data, "double", head[2])
  features <- matrix(readBin(data, "double", head[2] * head[3]), head[2], head[3])
  list(features = features, target = target)
}

arrays <- read_arrays(arguments[1])
penalties <- as.matrix(read.table(arguments[2]))
lambda <- rowSums(penalties)
mix <- penalties[1, 1] / lambda[1]
threshold <- as.numeric(arguments[4])
runs <- as.integer(arguments[5])
threads <- as.integer(arguments[8])
# All points of the grid, also where the deviance hardly changes any more.
glmnet.control(fdev = 0, devmax = 1 - 1e-12)

settings <- list(x = arrays$features, y = arrays$target, family = "binomial", alpha = mix,
                 lambda = lambda, standardize = FALSE, intercept = arguments[3] == "1",
                 thresh = threshold, maxit = 1e8)
if (arguments[7] != "-") {
  settings$foldid <- scan(arguments[7], quiet = TRUE)
  settings$type.measure <- "deviance"
  if (threads > 1) {
    suppressMessages(library(doMC))
    registerDoMC(threads)
    settings$parallel <- TRUE
  }
}

seconds <- c()
for (run in 0:runs) {
  elapsed <- system.time(
    fit <- do.call(if (arguments[7] == "-") glmnet else cv.glmnet, settings))["elapsed"]
  if (run > 0 || elapsed > 5) seconds <- c(seconds, elapsed)
  if (length(seconds) == runs) break
}

output <- file(arguments[6], "wb")
if (arguments[7] == "-") {
  if (length(fit$lambda) != length(lambda)) stop("glmnet left the path early")
  writeBin(as.vector(rbind(fit$a0, as.matrix(fit$beta))), output)
} else {
  writeBin(as.vector(rbind(fit$cvm, fit$cvsd)), output)
}
close(output)
cat(sprintf('{"seconds": [%s]}\n', paste(sprintf("%.6f", seconds), collapse = ", ")))
