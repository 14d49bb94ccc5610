"""What a run found, in the words of each output format. Places become lines here, and only for what is printed."""
