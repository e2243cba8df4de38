// DASH
